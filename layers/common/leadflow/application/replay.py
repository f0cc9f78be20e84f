"""The past again: what a model makes of recorded activities, each processed when it happened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import groupby, islice, takewhile
from operator import attrgetter
from typing import Final

from leadflow.application.clan import Clan, clans
from leadflow.application.lives import Life, families, indifferent, lives
from leadflow.domain.activity import Activity
from leadflow.domain.conditions.standing import InFor
from leadflow.domain.correction import must_look_back, refold
from leadflow.domain.evaluation import Evaluation, evaluate, valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.identity import USER_ID, Key, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, answer
from leadflow.domain.state import State
from leadflow.domain.transition import Transition

_CHUNK: Final = 1_000
"""So many activities are taken in at once where the way does not matter: a flood by one lead fills no memory."""

_at = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one lead has come to, and every transition on the way there.

    `name` is its email address, else its strongest key; the answer stands until `valid_until`, if not for ever.
    """

    name: str
    facts: Facts
    evaluation: Evaluation
    valid_until: Instant | None
    transitions: Sequence[Transition]


def replay(
    model: LeadModel, activities: Iterable[Activity], at: Instant | None = None, *, transitions: bool = True
) -> list[Replayed]:
    """What the leads have come to by `at` (default: the last activity, whoever's), sorted by name.

    Later activities are left out, those that name nobody, and those that the model ignores. Without `transitions` the
    way there is followed only where the answer depends on it.
    """
    told = sorted(activities, key=_at)
    end = at if at is not None else told[-1].at if told else Instant(0)
    heard = [each for each in told if each.at <= end and each.lead.strongest and not model.ignored.matches(each)]
    course = Course(model, end, transitions=transitions)
    found = [each for clan in clans(heard, model) for each in course.clan(clan)]
    return [each for _, each in sorted(found, key=lambda one: by_name(one[0]))]


def by_name(key: Key) -> tuple[str, str]:
    """What leads are sorted by: what they are called, then the kind of key that this is."""
    return key[1], key[0]


@dataclass(frozen=True, slots=True)
class Course:
    """What leads come to by `end` under a model, one lead after the other."""

    model: LeadModel
    end: Instant
    transitions: bool = True
    _followed: bool = field(init=False)
    _indifferent: LeadModel = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_indifferent", indifferent(self.model))
        object.__setattr__(self, "_followed", self.transitions or looks_back(self.model))

    def of(self, name: str, history: Iterable[Activity]) -> Replayed:
        """The lead of that name; `history` is what it did up to the end, oldest first, and can be read again."""
        return self._replayed(self._alone([(USER_ID, name)], history))

    def clan(self, clan: Clan) -> Iterator[tuple[Key, Replayed]]:
        """The leads that these keys turn out to be, in no order, each with the key that it is named by."""
        return ((each.keys[0], self._replayed(each)) for each in self._lives(clan))

    def whose(self, key: Key, clan: Clan) -> Replayed | None:
        """The one of these leads that has the key; None where that has done nothing by the end."""
        return next((self._replayed(each) for each in self._lives(clan) if key in each.keys), None)

    def _lives(self, clan: Clan) -> Iterator[Life]:
        if self._followed and len(clan.histories) > 1:
            return lives(clan, self.model, self.end)
        return (self._alone([*each.histories], each.told) for each in families(clan, self._indifferent))

    def _alone(self, keys: Sequence[Key], history: Iterable[Activity]) -> Life:
        course = _Course(self.model, history)
        if self._followed:
            course.follow(self.end)
        else:
            course.leap(self.end)
        return Life(keys, course.state, course.transitions)

    def _replayed(self, life: Life) -> Replayed:
        facts = Facts(self.model, life.state.lead, life.state.standing, self.end)
        found = life.transitions if self.transitions else ()
        return Replayed(life.keys[0][1], facts, evaluate(facts), valid_until(facts), found)


def looks_back(model: LeadModel) -> bool:
    """Whether what the model makes of a lead depends on where the lead stood before, not on what it did alone."""
    sticky = any(each.sticky for each in model.classes.values())
    until = any(each.until is not None for each in model.segments.values())
    return sticky or until or any(isinstance(each, InFor) for each in _parts((model.classes, model.segments)))


def _parts(node: object) -> Iterator[object]:
    """Everything that it is made of, itself too."""
    yield node
    if isinstance(node, tuple | list):
        children = list(node)
    elif isinstance(node, dict):
        children = list(node.values())
    else:
        children = [getattr(node, each.name) for each in fields(node)] if is_dataclass(node) else []
    for child in children:
        yield from _parts(child)


@dataclass(slots=True)
class _Course:
    """A lead on its way: as it is by the instant that it has come to."""

    model: LeadModel
    history: Iterable[Activity]
    state: State = field(default_factory=lambda: State(LeadId("")))
    transitions: list[Transition] = field(default_factory=list)
    at: Instant = Instant(0)

    def follow(self, end: Instant) -> None:
        """Go there instant by instant: all that happened at one of them at once, and every wake in between."""
        for now, activities in groupby(self.history, key=_at):
            self._wake(now)
            self._look(now, tuple(activities))
        self._wake(Instant(end + 1))

    def leap(self, end: Instant) -> None:
        """Go there at once, for a model whose answers do not depend on the way."""
        lead, activities = self.state.lead, iter(self.history)
        while chunk := tuple(islice(activities, _CHUNK)):
            known, lead = lead, fold(lead, chunk, self.model, end)
            if must_look_back(known, lead, chunk):
                lead = refold(known, self._past(chunk[-1].at), self.model, end)
        self.state = replace(self.state, lead=lead)

    def _wake(self, before: Instant) -> None:
        """Look again at every instant before that one at which time alone may have changed something."""
        while (wake := self.state.next_wake(self.at)) is not None and wake < before:
            self._look(wake, ())

    def _look(self, now: Instant, activities: Sequence[Activity]) -> None:
        response = answer(self.model, self.state, Arrival(activities), now, lambda: self._past(now))
        self.state, self.at = replace(response.state, version=1), now
        self.transitions += [news.transition for news in response.news]

    def _past(self, now: Instant) -> Iterator[Activity]:
        return takewhile(lambda activity: activity.at <= now, self.history)
