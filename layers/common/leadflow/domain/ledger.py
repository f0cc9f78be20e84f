"""What is remembered of who got which lead: pages of numbers, each under a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from leadflow.domain.identity import LeadId, digest
from leadflow.domain.instant import DAY, Duration, Instant

COUNTED: Final = Duration(30 * DAY)
"""So long a lead that somebody got takes up their capacity."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: numbers by address or lead, and how often it was written; `lasting` where it is never forgotten."""

    name: str
    notes: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose lead it is from the news on that it belongs to, and when that was decided; None where there was nobody.

    `kept`: it was so before, and nobody need be told.
    """

    owner: str | None
    at: Instant
    kept: bool = False


def of_lead(lead: LeadId) -> Page:
    """Who got the lead last, with when."""
    return Page(f"owner:{lead}")


def of_company(domain: str) -> Page:
    """Who got a lead of the company last, with when."""
    return Page(f"company:{digest(domain)}", lasting=True)


def of_turns(members: Sequence[str]) -> Page:
    """Of those who take turns, each with the number of their latest."""
    return Page(f"turns:{digest(*members)}", lasting=True)


def of_member(member: str) -> Page:
    """The leads that the member got, each with when."""
    return Page(f"load:{member}")


def last(page: Page) -> str | None:
    """The name that stands alone on the page, None where nothing does."""
    return next(iter(page.notes), None)


def written(page: Page) -> int:
    """The number that stands there with it."""
    return next(iter(page.notes.values()), 0)


def only(page: Page, name: str, number: int) -> Page:
    """The page with nothing but this on it."""
    return replace(page, notes={name: number})


def next_in_turn(page: Page, members: Sequence[str]) -> str:
    """Whose turn was longest ago; of those who had none, the first."""
    return min(members, key=lambda member: page.notes.get(member, 0))


def after_turn(page: Page, member: str) -> Page:
    """The page when the member has had a turn."""
    return replace(page, notes={**page.notes, member: 1 + max(page.notes.values(), default=0)})


def others(page: Page, lead: LeadId, now: Instant) -> Page:
    """The page of a member with the other leads that take up capacity now."""
    notes = {name: at for name, at in page.notes.items() if now - at < COUNTED and name != lead}
    return replace(page, notes=notes)
