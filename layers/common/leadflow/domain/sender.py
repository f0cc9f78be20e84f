"""A configured sender of webhooks, as the lead model names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Trust(StrEnum):
    """Who can know the source's secret."""

    SERVER = "server"  # only the sender's own servers
    PUBLIC = "public"  # everybody: it stands in a web page


@dataclass(frozen=True, slots=True)
class Sender:
    """One entry of the model's `sources`.

    `name` is the last part of its address, `kind` the module that reads it, `secret` the name (never the value) of its
    secret, `fields` says which form field is which trait (`email` is the key), `rank` its place in the model: the first
    wins a tie between traits.
    """

    name: str
    kind: str
    secret: str
    rank: int = 0
    trust: Trust = Trust.SERVER
    form: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
