"""The tools that send mail over time: one module a kind."""

from importlib import import_module
from typing import Final, cast

from leadflow.application.tool import Tool

TOOLS: Final = ("sendgrid", "brevo", "webhook")


def tool(kind: str) -> Tool:
    """The module of this kind, loaded on first use: a function pays only for those that its model names."""
    if kind not in TOOLS:
        raise LookupError(f"{kind} is no kind of tool; there are {', '.join(TOOLS)}")
    return cast("Tool", import_module(f"leadflow.adapters.tracks.{kind}"))
