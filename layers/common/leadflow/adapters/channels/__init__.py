"""The ways out: one module a kind of channel."""

from importlib import import_module
from typing import Final, cast

from leadflow.application.channel import Channel

CHANNELS: Final = ("slack", "teams", "email", "webhook")


def channel(kind: str) -> Channel:
    """The module of this kind, loaded on first use: a function pays only for those that its model names."""
    if kind not in CHANNELS:
        raise LookupError(f"{kind} is no kind of channel; there are {', '.join(CHANNELS)}")
    return cast("Channel", import_module(f"leadflow.adapters.channels.{kind}"))
