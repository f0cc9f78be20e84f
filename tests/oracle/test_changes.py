"""When time alone changes something, by cases worked out by hand and by looking at many instants between."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.histories import histories, instants
from tests.oracle.acts import CLICK, DAY, HOUR, SECOND, START, did, known
from tests.oracle.changes import next_change, said
from tests.oracle.clock import happened, iso
from tests.oracle.curves import Curve
from tests.oracle.evaluation import Moment, after
from tests.oracle.history import understand
from tests.oracle.matching import Document
from tests.oracle.standing import NEW, Standing
from tests.strategies import models

FADING: Document = {"scores": {"s": {"half_life": "1 day", "points": {"c": 40}}}}


def change(test: Document, *history: Document, at: int = START, standing: Standing = NEW, **more: object) -> int | None:
    model = {"signals": {"c": CLICK}, **more, "segments": {"x": test}}
    return next_change(model, history, at, standing)


def test_a_window_and_a_silence_end() -> None:
    assert change({"signal": "c", "within": "1 day"}, did("a")) == START + DAY
    assert change({"without": "touch", "for": "1 day"}, did("a")) == START + DAY
    assert change({"signal": "c", "within": "1 day"}, did("a"), at=START + DAY) is None


def test_a_fading_score_crosses_its_level_at_the_true_microsecond() -> None:
    crossing = change({"score": "s", "at_least": 20}, did("a"), **FADING)
    assert crossing is not None
    # 40 * 2 ** -days falls below 19.9999995 (which rounds to 20) log2(20 / 19.9999995) days after the first
    assert crossing - START - DAY == pytest.approx(3116, abs=1)


def test_a_score_that_rises_as_a_penalty_fades_is_foreseen() -> None:
    points = {"c": {"each": 30, "decay": "none"}, "f": {"each": -20, "half_life": "1 day"}}
    signals = {"c": CLICK, "f": {"activity": "form.submitted"}}
    history = [did("a"), did("b", type="form.submitted")]
    crossing = change({"score": "s", "above": 25}, *history, signals=signals, scores={"s": {"points": points}})
    assert crossing is not None
    assert crossing - START == pytest.approx(2 * DAY, abs=20_000)  # 30 - 20 / 4 is 25


def test_straight_lines_ends_steps_and_dates_are_foreseen() -> None:
    def below(level: float, *history: Document, **score: object) -> int | None:
        return change({"score": "s", "below": level}, *history, scores={"s": score})

    straight = below(30, did("a"), linear="4 days", points={"c": 40})
    assert straight is not None
    assert straight - START == pytest.approx(DAY, abs=20_000)
    assert below(30, did("a"), expires="4 days", points={"c": 40}) == START + 4 * DAY
    assert below(25, did("a"), points={"c": 40}, inactivity={"lose": 10, "every": "1 day"}) == START + 2 * DAY
    due = {"trait": "renewal", "due_within": "1 day"}
    renewal = known(renewal="2025-06-12")
    assert change(due, renewal) == START + DAY + 1
    assert change(due, renewal, at=START + DAY + 1) == START + 2 * DAY + 1


def test_a_capped_score_falls_only_once_the_cap_no_longer_binds() -> None:
    score = FADING["scores"]["s"] | {"caps": {"x": {"of": ["c"], "at_most": 10}}}
    crossing = change({"score": "s", "below": 10}, did("a"), scores={"s": score})
    assert crossing is not None
    assert crossing - START - 2 * DAY == pytest.approx(6200, abs=100)  # 40 / 4 is 10


def test_what_rose_and_what_peaked_is_forgotten_when_its_window_has_passed() -> None:
    lasting: Document = {"scores": {"s": {"points": {"c": 40}}}}
    assert change({"score": "s", "rose": 40, "within": "1 day"}, did("a"), **lasting) == START + DAY
    forgotten = change({"score": "s", "peaked": 20, "within": "1 day"}, did("a"), **FADING)
    assert forgotten is not None
    assert forgotten - START - 2 * DAY == pytest.approx(3116, abs=1)


def test_a_segment_held_and_a_label_no_longer_blocked_are_changes() -> None:
    held = {"x": {"when": {"signal": "c"}, "until": {"signal": "f"}}, "held": {"in": "x", "for": "1 day"}}
    model = {"signals": {"c": CLICK, "f": {"activity": "form.submitted"}}, "segments": held}
    assert next_change(model, [did("a")], START + HOUR, Standing(segments={"x": START})) == START + DAY
    assert next_change(model, [did("a")], START + HOUR) == START + HOUR + DAY
    funnel = {"k": {"sticky": "forward", "first": "otherwise", "second": {"signal": "c", "within": "1 day"}}}
    back = did("b", type="sales.rejected")
    assert next_change({"signals": {"c": CLICK}, "classes": funnel}, [did("a"), back], START) == START + DAY


def test_a_click_that_settles_and_what_is_dated_ahead_are_changes() -> None:
    assert change({"signal": "c"}, did("a"), machine={"settle": "90 seconds"}) == START + 90 * SECOND
    ahead = did("a", START + 5, received_at=iso(START))
    assert change({"signal": "f"}, ahead, signals={"f": {"activity": "form.submitted"}}) == START + 5


def test_all_zeros_of_a_curve_are_found() -> None:
    x = Curve({0.0: 0.24, 1.0: -1.0, 2.0: 1.0})  # x * x - x + 0.24 with x = 2 ** -t is 0 at 0.6 and 0.4
    assert x.roots(10) == pytest.approx([0.7369656, 1.0, 1.3219281])
    line = Curve({0.0: -1.25, 1.0: 1.0}, slope=0.5)  # 2 ** -t + t / 2 - 1.25 is 0 at 2
    assert line.roots(10)[-1] == pytest.approx(2.0)
    assert Curve({1.0: 2.0, 2.0: 3.0}).roots(10) == []


@settings(max_examples=150, deadline=None, derandomize=True)
@given(model=models(), draw=st.data())
def test_no_instant_before_the_next_change_differs_and_it_does(model: Document, draw: st.DataObject) -> None:
    history = draw.draw(histories(model, moving=True))
    now = draw.draw(instants(history, max(map(happened, history))))
    lead = understand(model, history)
    first = Moment.of(lead, now)
    found = next_change(model, history, now)
    if found is not None and first.lead.entrance() != found:
        assert said(Moment.of(lead, found, after(first))) != said(first)
    end = found or now + 400 * DAY
    for n in range(1, 41):
        there = Moment.of(lead, now + (end - 1 - now) * n // 40, after(first))
        assert said(there) == said(first)
