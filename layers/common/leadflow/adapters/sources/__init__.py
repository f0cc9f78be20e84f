"""The senders that Leadflow understands: one module a kind."""

from importlib import import_module
from typing import Final, cast

from leadflow.application.webhook import Source

SOURCES: Final = ("form", "segment", "sendgrid", "typeform")


def source(kind: str) -> Source:
    """The module of this kind, loaded on first use: a function pays only for the kinds of its model."""
    if kind not in SOURCES:
        raise LookupError(f"{kind} is no kind of source; there are {', '.join(SOURCES)}")
    return cast("Source", import_module(f"leadflow.adapters.sources.{kind}"))
