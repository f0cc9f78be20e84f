"""Rules by which a lead gets its owner."""

from dataclasses import dataclass
from typing import TypeAlias

from leadflow.domain.condition import Condition


@dataclass(frozen=True, slots=True)
class To:
    """Always the one with this address."""

    address: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whoever's address a trait holds, such as crm.account_owner."""

    trait: str


@dataclass(frozen=True, slots=True)
class Turns:
    """Each of these in turn."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Whoever has other leads of the same company."""


Way: TypeAlias = To | Named | Turns | Colleagues


@dataclass(frozen=True, slots=True)
class Route:
    """One rule: `way` for the leads for which `when` holds, for all where it is None."""

    way: Way
    when: Condition | None = None
