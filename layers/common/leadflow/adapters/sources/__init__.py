"""The senders that Leadflow understands: one module a kind."""

from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from leadflow.application.webhook import Source

SOURCES: Final = ("form", "segment", "sendgrid", "typeform")


class Sending(Source, Protocol):
    """What a module of this package is: `SENDS` are the types of activity (globs) that it can report."""

    @property
    def SENDS(self) -> Collection[str]: ...  # noqa: N802 - a constant of the module


def source(kind: str) -> Sending:
    """The module of this kind, loaded on first use: a function pays only for the kinds of its model."""
    if kind not in SOURCES:
        raise LookupError(f"{kind} is no kind of source; there are {', '.join(SOURCES)}")
    return cast("Sending", import_module(f"leadflow.adapters.sources.{kind}"))


def sends() -> Mapping[str, Collection[str]]:
    """The types of activity (globs) that each kind can send."""
    return {kind: source(kind).SENDS for kind in SOURCES}
