"""A configured sender of webhooks, as the lead model names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from leadflow.domain.crm import Field
from leadflow.domain.instant import Duration


class Trust(StrEnum):
    """Who can know the source's secret."""

    SERVER = "server"  # only the sender's own servers
    PUBLIC = "public"  # everybody: it stands in a web page


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps robots out of a form that anybody can post.

    `honeypot` is a field that no human sees, `fill_time` the shortest time in which one fills the form in, `redirects`
    are the addresses that the form may send people on to.
    """

    honeypot: str | None = None
    fill_time: Duration | None = None
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointers:
    """Where a body of the sender's own making says what, as JSON pointers (RFC 6901).

    `type` is a type of activity, or points at the sender's own name for it, which `types` translates (globs).
    `properties` says which part becomes which property.
    """

    id: str | None = None
    occurred_at: str | None = None
    type: str | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sender:
    """One entry of the model's `sources`.

    `name` is the last part of its address, `kind` the module that reads it, `secret` the name (never the value) of its
    secret, `fields` says which form field is which trait (`email` is the key), `rank` its place in the model: the first
    wins a tie between traits. `origins` are the pages that may call a public source, `topics` the ARNs of the SNS
    topics that it may come from, `url` is its address as the provider was told it, for those who sign that. `verify`
    names the secret by which the provider tries our address out, `token` the one with which we ask the provider back,
    at the address `instance` where it has one for each customer; `organization` is the customer's id there.
    `fields_map` is what the model's `crm` says of a CRM's fields, by our term.
    """

    name: str
    kind: str
    secret: str = ""
    rank: int = 0
    trust: Trust = Trust.SERVER
    form: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    url: str | None = None
    verify: str | None = None
    token: str | None = None
    guard: Guard = Guard()
    pointers: Pointers = Pointers()
    instance: str | None = None
    organization: str | None = None
    fields_map: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """Which words of the model's `sources`, besides `kind`, a kind of sender needs, and which it takes.

    `trust` is what a source of this kind has where the model says nothing. `pointers` says that its fields, and all
    else that it points at, are JSON pointers.
    """

    needs: frozenset[str] = frozenset({"secret"})
    takes: frozenset[str] = frozenset()
    trust: Trust = Trust.SERVER
    pointers: bool = False


Kinds: TypeAlias = Mapping[str, Words]
"""The kinds of sender that there are."""
