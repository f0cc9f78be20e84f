"""What a model file's conditions ask, test by test, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from leadflow.model.account_conditions import AccountCondition, AllOfAccount, AnyOfAccount, MembersClause, NotOfAccount
from leadflow.model.accounts import AccountWhenUntil
from leadflow.model.classes import labels
from leadflow.model.conditions import AllClause, AnyClause, Condition, NotClause
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place
from leadflow.model.segments import WhenUntil


@dataclass(frozen=True, slots=True)
class Asked:
    """One test, or a whole condition; in an `until` itself a score that is none counts as 0."""

    place: Place
    test: Condition
    in_until: bool = False


def asked(file: ModelFile) -> Iterator[Asked]:
    """Every single test, in whatever section it stands."""
    for whole in _conditions(file):
        yield from tests(whole)


def tests(whole: Asked) -> Iterator[Asked]:
    """The single tests of which a condition is made."""
    match whole.test:
        case AllClause(all=several):
            yield from _each(whole, "all", several)
        case AnyClause(any=several):
            yield from _each(whole, "any", several)
        case NotClause(not_=inner):
            yield from tests(Asked((*whole.place, "not"), inner, whole.in_until))
        case _:
            yield whole


def when(file: ModelFile, segment: str) -> Asked:
    """What lets a lead into a segment."""
    written = file.segments[segment]
    place = ("segments", segment)
    return Asked((*place, "when"), written.when) if isinstance(written, WhenUntil) else Asked(place, written)


def _each(whole: Asked, word: str, several: tuple[Condition, ...]) -> Iterator[Asked]:
    for number, each in enumerate(several):
        yield from tests(Asked((*whole.place, word, number), each, whole.in_until))


def _conditions(file: ModelFile) -> Iterator[Asked]:
    yield from _of_scores_and_classes(file)
    yield from _of_segments(file)
    yield from _of_what_is_done(file)
    yield from _of_companies(file)


def _of_scores_and_classes(file: ModelFile) -> Iterator[Asked]:
    for name, score in file.scores.items():
        yield from (Asked(("scores", name, "traits", at, "when"), rule.when) for at, rule in enumerate(score.traits))
    for name, written in file.classes.items():
        for label, condition in labels(written).items():
            if not isinstance(condition, str):
                yield Asked(("classes", name, label), condition)


def _of_segments(file: ModelFile) -> Iterator[Asked]:
    for name, segment in file.segments.items():
        yield when(file, name)
        if isinstance(segment, WhenUntil) and segment.until is not None:
            yield Asked(("segments", name, "until"), segment.until, in_until=True)


def _of_what_is_done(file: ModelFile) -> Iterator[Asked]:
    for name, automation in file.automations.items():
        if automation.unless is not None:
            yield Asked(("automations", name, "unless"), automation.unless)
    for number, route in enumerate(file.routing):
        if route.when is not None:
            yield Asked(("routing", number, "when"), route.when)


def _of_companies(file: ModelFile) -> Iterator[Asked]:
    for name, written in file.accounts.segments.items() if file.accounts is not None else ():
        place: Place = ("accounts", "segments", name)
        if isinstance(written, AccountWhenUntil):
            yield from _members((*place, "when"), written.when)
            if written.until is not None:
                yield from _members((*place, "until"), written.until)
        else:
            yield from _members(place, written)


def _members(place: Place, condition: AccountCondition) -> Iterator[Asked]:
    match condition:
        case AllOfAccount(all=several):
            for number, each in enumerate(several):
                yield from _members((*place, "all", number), each)
        case AnyOfAccount(any=several):
            for number, each in enumerate(several):
                yield from _members((*place, "any", number), each)
        case NotOfAccount(not_=inner):
            yield from _members((*place, "not"), inner)
        case MembersClause(members=condition_of_leads):
            yield Asked((*place, "members"), condition_of_leads)
        case _:
            pass
