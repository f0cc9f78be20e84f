"""When a sentence holds, by cases worked out by hand."""

import pytest

from tests.oracle.acts import CLICK, DAY, HOUR, START, asked, did, known
from tests.oracle.clock import duration
from tests.oracle.evaluation import evaluate
from tests.oracle.matching import Document
from tests.oracle.standing import Standing

FADING: Document = {"scores": {"s": {"half_life": "1 day", "points": {"c": 40}}}}


def stood(*segments: str, since: int = 0) -> Standing:
    return Standing(segments=dict.fromkeys(segments, since))


def test_a_window_is_open_at_its_far_end_and_a_silence_closed() -> None:
    recent, silent = {"signal": "c", "within": "1 day"}, {"without": "interaction", "for": "1 day"}
    never = {"without": "touch", "for": "1 day"}
    for at, found in ((START + DAY - 1, [True, False, False]), (START + DAY, [False, True, True])):
        assert [asked(test, did("a"), at=at) for test in (recent, silent, never)] == found


def test_a_total_is_the_rounded_sum_of_the_measures() -> None:
    read = {"activity": "page.viewed", "measure": "seconds"}
    history = [did(str(n), START + n, type="page.viewed", properties={"seconds": 0.1}) for n in range(3)]
    tests = [{"signal": "r", "total": total, "within": "1 day"} for total in (0.3, 0.31)]
    assert [asked(test, *history, at=START + 9, signals={"r": read}) for test in tests] == [True, False]
    assert not asked(tests[0], *history, at=START + DAY, signals={"r": read})


def test_none_is_0_only_in_an_until() -> None:
    low, none = {"score": "s", "below": 3}, {"score": "s", "is": "none"}
    opened = did("a", type="email.opened")
    assert not asked(low, opened, at=START, **FADING)
    assert asked(none, opened, at=START, **FADING)
    assert not asked({"when": none, "until": low}, opened, at=START, **FADING)


def test_until_dominates_when() -> None:
    def member(when: Document, until: Document, standing: Standing) -> bool:
        return asked({"when": when, "until": until}, did("a"), at=START, standing=standing)

    click = {"signal": "c"}
    assert not member(click, click, stood("s"))
    twice, thrice = click | {"at_least": 2}, click | {"at_least": 3}
    assert [member(twice, thrice, standing) for standing in (stood(), stood("s"))] == [False, True]


def test_a_score_rose_or_fell_by_the_difference_with_what_is_known_now() -> None:
    history = [did("a"), did("b", START + DAY)]  # 40, then 60, then 30
    rose = [{"score": "s", "rose": rise, "within": "1 day"} for rise in (20, 20.001)]
    assert [asked(test, *history, at=START + DAY, **FADING) for test in rose] == [True, False]
    assert asked({"score": "s", "rose": 40, "within": "1 day"}, did("a"), at=START, **FADING)
    fell = [{"score": "s", "fell": fall, "within": "1 day"} for fall in (30, 30.001)]
    assert [asked(test, *history, at=START + 2 * DAY, **FADING) for test in fell] == [True, False]


def test_a_score_peaked_at_the_greatest_instant_of_the_window() -> None:
    peaked = {"score": "s", "peaked": 30, "within": "1 day"}
    lasted = round(DAY * 0.4150375)  # 40 * 2 ** -0.415 is 30
    around = [asked(peaked, did("a"), at=START + DAY + lasted + n, **FADING) for n in (-100_000, 100_000)]
    assert around == [True, False]
    ever = {"score": "s", "peaked": 0, "within": "1 day"}
    assert not asked(ever, known(), at=START, **FADING)
    assert not asked({"when": {"not": ever}, "until": ever}, known(), at=START, **FADING)  # there none is 0


def test_a_peak_may_lie_between_two_activities() -> None:
    points = {
        "c": {"each": 40, "decay": "none"},
        "f": {"each": -40, "half_life": "1 day"},
        "g": {"each": 40, "half_life": "2 days"},
    }
    score: Document = {"scores": {"s": {"range": None, "points": points}}}
    signals = {"c": CLICK, "f": {"activity": "form.submitted"}, "g": {"activity": "form.submitted"}}
    form = did(
        "b", type="form.submitted"
    )  # the sum is 40 at both ends, and 40 + 10 two days on, where x - x * x is greatest
    tests = [{"score": "s", "peaked": peak, "within": "30 days"} for peak in (50, 50.001)]
    asking = [asked(test, did("a"), form, at=START + 30 * DAY, signals=signals, **score) for test in tests]
    assert asking == [True, False]


def test_a_segment_is_held_for_so_long_since_it_was_published() -> None:
    model = {
        "signals": {"c": CLICK},
        "segments": {"held": {"in": "s", "for": "1 day"}, "s": {"when": {"signal": "c"}, "until": {"signal": "x"}}},
    } | {"signals": {"c": CLICK, "x": {"activity": "form.submitted"}}}
    assert evaluate(model, [did("a")], START + 9 * DAY)["segments"] == ["s"]
    around = [evaluate(model, [did("a")], START + DAY + n, stood("s", since=START))["segments"] for n in (-1, 0)]
    assert around == [["s"], ["held", "s"]]


@pytest.mark.parametrize(
    ("test", "value", "fits"),
    [
        ({"is": "CEO"}, "ceo", True),
        ({"is": [10, "many"]}, "10.0", True),
        ({"is": True}, 1, False),
        ({"like": ["vp *"]}, "VP Sales", True),
        ({"exists": True}, "", True),
        ({"exists": False}, None, True),
        ({"at_least": 5, "below": 8}, [1, "7"], True),
        ({"at_least": 5, "below": 8}, [1, 9], False),
        ({"at_least": 5}, "many", False),
        ({"is": "vip"}, ["trial", "VIP"], True),
        ({"is": "vip"}, [], False),
        ({"within": "1 day"}, "2025-06-10", True),
        ({"within": "1 day"}, "2025-06-09", False),
        ({"within": "1 day"}, "2025-06-10T00:00:00.000001Z", False),
        ({"within": "1 day"}, 20250610, False),
        ({"due_within": "1 day"}, "2025-06-10", True),
        ({"due_within": "1 day"}, "2025-06-11T00:00:00", False),
        ({"due_within": "1 day"}, "2025-06-11T01:59:59+02:00", True),
        ({"before": "2025-06-10"}, "2025-06-10T00:00:00", False),
        ({"after": "2025-06-09", "before": "2025-06-11"}, ["soon", "2025-06-10"], True),
        ({"after": "2025-06-09", "before": "2025-06-11"}, ["2025-06-09", "2025-06-11"], False),
    ],
)
def test_a_trait_fits_where_it_or_one_of_its_elements_does(test: Document, value: object, fits: bool) -> None:
    assert asked({"trait": "x", **test}, known(x=value), at=START) is fits


def test_a_date_without_time_is_midnight_in_the_model_s_zone() -> None:
    test = {"trait": "x", "within": "1 day"}
    summer = START - 2 * HOUR  # midnight in Oslo
    around = [asked(test, known(x="2025-06-10"), at=summer + n, timezone="Europe/Oslo") for n in (-1, 0)]
    assert around == [False, True]


def test_built_in_facts_classes_and_scores_are_traits() -> None:
    model: Document = {**FADING, "classes": {"k": {"low": {"score": "s", "below": 30}}}}
    history = [did("a"), known(START - DAY, first_seen="2020-01-01", s=99)]
    later = START + duration("12 hours")
    holding: list[Document] = [
        {"trait": "first_seen", "within": "2 days"},
        {"trait": "last_interaction", "after": "2025-06-09T23:59:59Z"},
        {"trait": "last_touch", "exists": False},
        {"trait": "k", "is": "LOW"},
        {"trait": "s", "from": 28, "to": 29},
    ]
    assert [asked(test, *history, at=later, **model) for test in holding] == [True] * 5
