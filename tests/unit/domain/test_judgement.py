from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import inf
from typing import Final, cast

import pytest

from leadflow.domain.classes import Class
from leadflow.domain.condition import Condition, Facts
from leadflow.domain.conditions.logic import All, Any, Not
from leadflow.domain.conditions.scores import ScoreIs, ScoreIsNone
from leadflow.domain.conditions.signals import SignalCount, Without
from leadflow.domain.conditions.standing import ClassIs, In
from leadflow.domain.conditions.traits import TraitExists, TraitIs
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.judgement import judge_by
from leadflow.domain.match import AnyOf, Bounds, Within
from leadflow.domain.occurrence import Sighting
from leadflow.domain.segment import Segment

NASTY: Final = 'it\'s """ {x} \\ \n \0 \udc80 #'
TODAY: Final = Instant(100 * DAY)
TEXTS: Final = ("", "CEO", "Strasse", "STRASSE", "straße", "50", " 50.0 ", "many", NASTY)
NUMBERS: Final = (True, False, 1, 0, 50, 50.0, -50.5, 2**60, 10**400, inf)
LISTS: Final[Sequence[Json]] = ([], ["cto", "Ceo"], [True], [1], [60, "x"], ["51"], [["ceo"]], {"ceo": 1})
BOUNDS: Final = (
    Bounds(),
    Bounds(at_least=50),
    Bounds(above=50.0),
    Bounds(below=0),
    Bounds(at_least=-50.5, at_most=50, above=-51, below=51),
    Bounds(at_least=inf),
    Bounds(at_least=2.5),
    Bounds(at_most=2**60 + 1),
)
TESTS: Final = (
    *(Within(bounds) for bounds in BOUNDS),
    *(AnyOf(values) for values in (("ceo",), ("ceo", "50", "x"), (True,), (1,), (50, "many"), (NASTY,), ("",), ())),
    *(AnyOf(values, globs=True) for values in (("c*",), ("strasse", "x"), ("*",), ("ceo", "m*y"))),
)


@dataclass
class Told:
    """The facts as they are told; `asked` for, in that order."""

    scores: Mapping[str, float | None] = field(default_factory=dict)
    traits: Mapping[str, Json] = field(default_factory=dict)
    days: Sequence[int] = ()
    now: Instant = TODAY
    first_seen: Instant | None = None
    asked: list[str] = field(default_factory=list)

    def score(self, name: str) -> float | None:
        self.asked.append(name)
        return self.scores[name]

    def trait(self, name: str) -> Json:
        self.asked.append(name)
        return self.traits.get(name)

    def sightings(self, signal: str) -> Sequence[Sighting]:
        return [Sighting(Instant(day * DAY), "", "", 1.0) for day in self.days]

    def count(self, signal: str, within: Duration | None) -> int:
        self.asked.append(signal)
        return sum(within is None or self.now - one.at < within for one in self.sightings(signal))

    def label(self, name: str) -> str | None:
        self.asked.append(name)
        return "told"

    def member(self, segment: str) -> bool:
        self.asked.append(segment)
        return True


@dataclass(frozen=True)
class Odd:
    """A kind of condition that no expression is known for."""

    name: str
    answer: bool = True

    def holds(self, facts: Facts) -> bool:
        cast("Told", facts).asked.append(self.name)
        return self.answer

    def changes_at(self, facts: Facts) -> Instant | None:
        return None


def judged(
    told: Told,
    segments: Mapping[str, Condition | Segment],
    classes: Mapping[str, Class] | None = None,
    was: Sequence[str] = (),
) -> tuple[tuple[str, ...], Mapping[str, str | None]]:
    named = {name: one if isinstance(one, Segment) else Segment(name, one) for name, one in segments.items()}
    return judge_by(named, classes or {})(cast("Facts", told), was)


def alike(told: Told, condition: Condition) -> bool:
    """What the function and the condition both say."""
    found, _ = judged(told, {"it": condition, "not": Not(condition)})
    assert found == (("it",) if condition.holds(cast("Facts", told)) else ("not",))
    return found == ("it",)


@pytest.mark.parametrize("test", TESTS, ids=repr)
def test_a_trait_fits_as_its_test_says(test: AnyOf | Within) -> None:
    for value in (None, *TEXTS, *NUMBERS, *LISTS):
        alike(Told(traits={"it": value}), TraitIs("it", test))


@pytest.mark.parametrize("bounds", BOUNDS, ids=repr)
def test_scores_and_counts_are_compared_as_their_bounds_say(bounds: Bounds) -> None:
    for value in (None, -51.0, -50.5, 0.0, 50.0, 50.5, 51.0):
        for none_is_zero in (False, True):
            alike(Told(scores={"it": value}), ScoreIs("it", bounds, none_is_zero))
    for count in (0, 2, 3, 50):
        for within in (None, Duration(10 * DAY)):
            alike(Told(days=range(100 - count, 100)), SignalCount("it", bounds, within))


def test_none_is_no_score() -> None:
    assert alike(Told(scores={"it": None}), ScoreIsNone("it"))
    assert not alike(Told(scores={"it": 0.0}), ScoreIsNone("it"))


def test_an_empty_text_is_a_value() -> None:
    assert alike(Told(traits={"it": ""}), TraitExists("it", exists=True))
    assert alike(Told(traits={"it": None}), TraitExists("it", exists=False))


def test_silence_lasts_since_the_latest_occurrence_or_else_the_first_sight() -> None:
    silent = Without("touch", Duration(40 * DAY))
    assert alike(Told(days=[1, 60]), silent)
    assert not alike(Told(days=[1, 61], first_seen=Instant(0)), silent)
    assert alike(Told(first_seen=Instant(60 * DAY)), silent)
    assert not alike(Told(first_seen=Instant(60 * DAY + 1)), silent)
    assert not alike(Told(), silent)


def test_no_condition_of_all_is_lacking_and_no_condition_of_any_is_there() -> None:
    assert alike(Told(), All(()))
    assert not alike(Told(), Any(()))


def test_no_word_of_a_model_breaks_the_function() -> None:
    told = Told(traits={NASTY: NASTY}, scores={NASTY: 1.0})
    tests = (TraitIs(NASTY, AnyOf((NASTY,))), ScoreIs(NASTY, Bounds(at_least=1)), SignalCount(NASTY, Bounds(at_most=0)))
    label = Class(NASTY, ((NASTY, All(tests)),))
    found = judged(told, {NASTY: Segment(NASTY, ClassIs(NASTY, (NASTY, None)), Not(In(NASTY * 2)))}, {NASTY: label})
    assert found == ((NASTY,), {NASTY: NASTY})


def test_a_yes_is_not_a_one() -> None:
    yes, one = TraitIs("it", AnyOf((True,))), TraitIs("it", AnyOf((1,)))
    assert judged(Told(traits={"it": True}), {"yes": yes, "one": one})[0] == ("yes",)


def test_segments_come_in_the_order_of_the_model_whatever_refers_to_what() -> None:
    low = ScoreIs("it", Bounds(at_most=1))
    classes = {"kind": Class("kind", (("some", In("c")), ("other", None)))}
    segments: Mapping[str, Condition] = {"a": In("b"), "b": ClassIs("kind", ("some",)), "c": low, "d": Not(In("a"))}
    assert judged(Told(scores={"it": 1.0}), segments, classes) == (("a", "b", "c"), {"kind": "some"})
    assert judged(Told(scores={"it": 2.0}), segments, classes) == (("d",), {"kind": "other"})


def test_the_first_label_that_holds_is_the_lead_s_and_there_may_be_none() -> None:
    labels = [(f"from {bound}", ScoreIs("it", Bounds(at_least=bound))) for bound in (80, 60, 40)]
    level = {"level": Class("level", tuple(labels))}
    assert judged(Told(scores={"it": 60.5}), {}, level) == ((), {"level": "from 60"})
    assert judged(Told(scores={"it": 39.5}), {}, level) == ((), {"level": None})


@pytest.mark.parametrize("was", [(), ("it",)])
@pytest.mark.parametrize("when", [True, False])
@pytest.mark.parametrize("until", [True, False])
def test_until_goes_before_when_and_when_is_needed_only_to_enter(was: Sequence[str], when: bool, until: bool) -> None:
    segment = Segment("it", Odd("when", when), Odd("until", until))
    told = Told()
    assert bool(judged(told, {"it": segment}, was=was)[0]) is segment.member(cast("Facts", told), was=bool(was))


def test_a_condition_that_has_to_be_asked_is_asked_once_and_only_where_it_matters() -> None:
    score, odd = ScoreIs("it", Bounds(above=1)), Odd("odd")
    told = Told(scores={"it": 1.0})
    assert judged(told, {"a": All((odd, score)), "b": Any((odd, Not(score)))})[0] == ("b",)
    assert told.asked == ["it"]
    assert judged(told, {"a": odd, "b": Not(odd), "c": All((odd, odd))})[0] == ("a", "c")
    assert told.asked == ["it", "odd"]


def test_each_fact_is_fetched_once() -> None:
    told = Told(scores={"score": 1.0}, traits={"trait": "50"})
    count, trait = SignalCount("signal", Bounds(at_least=1)), TraitIs("trait", AnyOf(("50",)))
    both = All((ScoreIs("score", Bounds(above=0)), count, trait, TraitIs("trait", Within(Bounds(above=1)))))
    judged(told, {"a": both, "b": Not(both), "c": Any((ScoreIsNone("score"), TraitExists("trait", exists=False)))})
    assert sorted(told.asked) == ["score", "signal", "trait"]


def test_what_is_not_written_down_is_asked_of_the_facts() -> None:
    told = Told()
    funnel = Class("funnel", (("first", None),), sticky=True)
    long = Class("long", tuple((str(number), Odd("never")) for number in range(200)))
    found = judged(told, {"a": In("elsewhere"), "b": ClassIs("else", ("told",))}, {"funnel": funnel, "long": long})
    assert found == (("a", "b"), {"funnel": "told", "long": "told"})
    assert sorted(told.asked) == ["else", "elsewhere", "funnel", "long"]


def test_nesting_has_no_end() -> None:
    condition: Condition = ScoreIs("it", Bounds(above=1))
    for _ in range(40):
        condition = Not(All((Any((condition,)),)))
    assert alike(Told(scores={"it": 2.0}), condition)


def test_a_long_row_of_segments_may_refer_to_each_other() -> None:
    segments: dict[str, Condition] = {str(number): In(str(number + 1)) for number in range(100)}
    told = Told(scores={"it": 2.0})
    found, _ = judged(told, segments | {"100": ScoreIs("it", Bounds(above=1))})
    assert found == tuple(map(str, range(101)))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ScoreIs, "score bounds none_is_zero"),
        (ScoreIsNone, "score"),
        (SignalCount, "signal bounds within"),
        (Without, "signal lasting"),
        (TraitExists, "trait exists"),
        (TraitIs, "trait test"),
        (ClassIs, "name labels"),
        (In, "segment"),
        (All, "conditions"),
        (Any, "conditions"),
        (Not, "condition"),
        (Segment, "name when until"),
        (Class, "name labels sticky"),
        (Bounds, "at_least at_most above below"),
        (AnyOf, "values globs"),
        (Within, "bounds"),
    ],
)
def test_the_function_knows_every_word_of_what_it_is_made_of(kind: type, words: str) -> None:
    assert [each.name for each in fields(kind)] == words.split()
