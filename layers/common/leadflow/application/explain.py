"""Why a lead's scores are what they are, what does not count, and what time alone will change."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from leadflow.domain.evaluation import valid_until
from leadflow.domain.explanation import Explanation, explain
from leadflow.domain.facts import Facts
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.occurrence import Occurrence
from leadflow.domain.outlook import outlook
from leadflow.domain.signal import BUILT_IN
from leadflow.domain.transition import Transition

NEXT: Final = 3
"""So many changes that lie ahead are told."""

HORIZON: Final = Duration(400 * DAY)
"""How far ahead is looked for them."""


class Doubt(StrEnum):
    """What is odd about an activity."""

    VOID = "void"  # a person took it back
    MACHINE = "machine"  # no human did it
    SETTLING = "settling"  # it waits for evidence that no human did it
    GIVEN_BACK = "given_back"  # it counts, though it looks like a machine's: a person said so


@dataclass(frozen=True, slots=True)
class Doubted:
    """An activity that does not count, or only since a person said so.

    `reason` is empty where nobody gave one; `begins` is when it begins to count, of one that settles.
    """

    doubt: Doubt
    activity: str
    at: Instant
    signals: tuple[str, ...]
    reason: str = ""
    begins: Instant | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A lead's scores explained, None where a score is none.

    No segment and no class changes before `valid_until` (None: ever) unless something new happens; `ahead` are the next
    transitions, and `doubted` the activities that do not count, the latest first.
    """

    scores: Mapping[str, Explanation | None]
    valid_until: Instant | None
    ahead: tuple[Transition, ...] = ()
    doubted: tuple[Doubted, ...] = ()


def account(facts: Facts, scores: Collection[str], decimals: int, said: Mapping[str, str] | None = None) -> Account:
    """Why these scores are what they are, with numbers of so many decimals.

    `said` are the reasons for which activities were taken or given back, by the id of the activity that says so.
    """
    doubted = sorted(_doubted(facts, said or {}), key=lambda each: (-each.at, each.activity))
    return Account(
        {name: explain(facts, name, decimals) for name in scores},
        valid_until(facts),
        outlook(facts, NEXT, HORIZON),
        tuple(doubted),
    )


def _doubted(facts: Facts, said: Mapping[str, str]) -> Iterator[Doubted]:
    for each in facts.lead.occurrences.values():
        if each.at <= facts.now and (found := _doubt(facts, each, said)):
            yield found


def _doubt(facts: Facts, each: Occurrence, said: Mapping[str, str]) -> Doubted | None:
    lead, signals = facts.lead, tuple(name for name in each.signals if name not in BUILT_IN)
    machine, register = lead.machine(each.id), lead.voids.get(each.id)
    word = "" if register is None else said.get(register.id, "")
    if lead.void(each.id):
        return Doubted(Doubt.VOID, each.id, each.at, signals, word)
    if machine and register is not None:
        return Doubted(Doubt.GIVEN_BACK, each.id, each.at, signals, word)
    if machine:
        return Doubted(Doubt.MACHINE, each.id, each.at, signals, machine)
    begins = facts.model.begins(each)
    if begins > facts.now:
        return Doubted(Doubt.SETTLING, each.id, each.at, signals, begins=begins)
    return None
