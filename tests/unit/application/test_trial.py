from dataclasses import replace
from pathlib import Path

import pytest

from leadflow.application.trial import differences
from leadflow.domain.ignore import Ignored
from leadflow.domain.match import AnyOf
from leadflow.model.test_cases import read
from tests.models import model

POLICY = model(
    timezone="Europe/Oslo",
    signals={"demo": {"activity": "form.submitted"}, "clicked": {"activity": "email.clicked"}},
    scores={
        "readiness": {"half_life": "10 days", "points": {"demo": 40, "clicked": 9}},
        "fit": {"points": {"clicked": 1}},
    },
    classes={"interest": {"high": {"score": "readiness", "above": 30}, "low": {"score": "readiness", "above": 1}}},
    segments={"hot": {"score": "readiness", "above": 30}, "clicker": {"signal": "clicked"}},
    channels={"sales": {"slack": "x"}, "marketing": {"slack": "y"}},
    automations={
        "hand_over": {"when": {"enters": "hot"}, "do": [{"notify": "sales"}]},
        "cooled": {"when": {"leaves": "hot"}, "do": [{"notify": "marketing"}]},
        "seen": {"when": {"signal": "clicked"}, "do": [{"notify": "marketing"}]},
    },
)
DEMO = '{ at: "day 1 09:00", activity: form.submitted }'
CLICK = '{ at: "day 1 10:00", activity: email.clicked, message_id: m }'
DELIVERED = '{ at: "day 1 11:00", activity: email.delivered, message_id: m }'


def tried(tmp_path: Path, then: str, *given: str) -> list[tuple[str, str, str | None]]:
    path = tmp_path / "x.test.yaml"
    path.write_text(f"cases: [{{ name: it, given: [{', '.join(given or [DEMO])}], then: {then} }}]", encoding="utf-8")
    (case,) = read(path, POLICY)
    return [(each.expected, each.found, each.score) for each in differences(case, POLICY)]


@pytest.mark.parametrize(
    "then",
    [
        "{ scores: { readiness: 40, fit: none } }",
        "{ after: 1 day, scores: { readiness: 37 } }",
        "{ after: 1 day, scores: { readiness: 37.3 } }",
        "{ scores: { readiness: { at_least: 40, below: 41 } } }",
        "{ in: hot, not_in: [clicker], classes: { interest: high } }",
        "{ classes: { interest: high }, alerts: hand_over, taken_back: [] }",
        "{ transitions: [{ enters: hot }, { becomes: { interest: high } }] }",
        "[{ alerts: hand_over }, { after: 30 days, alerts: cooled, transitions: [{ leaves: hot }] }]",
    ],
)
def test_what_comes_out_as_expected_makes_no_difference(tmp_path: Path, then: str) -> None:
    assert tried(tmp_path, then) == []


@pytest.mark.parametrize(
    ("then", "expected", "found", "score"),
    [
        ("{ scores: { readiness: 62 } }", "readiness 62", "readiness 40.0", "readiness"),
        ("{ after: 1 day, scores: { readiness: 37.4 } }", "readiness 37.4", "readiness 37.32", "readiness"),
        ("{ scores: { readiness: none } }", "readiness none", "readiness 40.0", "readiness"),
        ("{ scores: { fit: 0 } }", "fit 0", "fit none", "fit"),
        ("{ scores: { fit: { at_least: 0 } } }", "fit at least 0", "fit none", "fit"),
        (
            "{ scores: { readiness: { above: 40, at_most: 50.5 } } }",
            "readiness at most 50.5 and above 40",
            "readiness 40.0",
            "readiness",
        ),
        ("{ in: clicker }", "in clicker", "not in clicker", "readiness"),
        ("{ not_in: hot }", "not in hot", "in hot", "readiness"),
        ("{ classes: { interest: low } }", "interest low", "interest high", "readiness"),
        ("{ classes: { interest: none } }", "interest none", "interest high", "readiness"),
        ("{ alerts: [] }", "no alerts", "alerts hand_over", "readiness"),
        ("{ alerts: [hand_over, cooled] }", "alerts hand_over, cooled", "alerts hand_over", "readiness"),
        ("{ taken_back: hand_over }", "taken back hand_over", "nothing taken back", None),
        (
            "{ transitions: [{ enters: clicker }] }",
            "enters clicker",
            "interest becomes high, enters hot",
            "readiness",
        ),
    ],
)
def test_what_comes_out_otherwise_is_told_with_the_score_to_look_at(
    tmp_path: Path, then: str, expected: str, found: str, score: str | None
) -> None:
    assert tried(tmp_path, then) == [(expected, found, score)]


def test_transitions_and_alerts_are_those_since_the_moment_before(tmp_path: Path) -> None:
    then = "[{ alerts: hand_over }, { after: 1 hour, alerts: [], transitions: [{ leaves: hot }] }]"
    assert tried(tmp_path, then) == [("leaves hot", "no change", "readiness")]
    later = "[{ after: 1 day }, { after: 29 days, transitions: [{ becomes: { interest: high } }] }]"
    assert tried(tmp_path, later) == [("interest becomes high", "interest becomes low, leaves hot", "readiness")]


def test_each_occurrence_is_a_transition_and_a_class_can_become_none(tmp_path: Path) -> None:
    then = "{ transitions: [{ signal: clicked }, { leaves: hot }] }"
    assert tried(tmp_path, then, CLICK) == [
        ("leaves hot", "clicked occurs, interest becomes low, enters clicker", "readiness")
    ]


def test_what_is_taken_back_is_told_apart_from_what_is_told(tmp_path: Path) -> None:
    clicks = [CLICK.replace("10:00", f"10:0{minute}") for minute in range(4)]
    before = '{ at: "day 1 10:30", alerts: [hand_over, seen, seen, seen, seen] }'
    then = f"[{before}, {{ alerts: cooled, taken_back: hand_over }}]"
    assert tried(tmp_path, then, *clicks, DELIVERED) == []


def test_a_moment_before_anything_happened_can_be_looked_at(tmp_path: Path) -> None:
    assert tried(tmp_path, '{ at: "day 1 08:59", scores: { readiness: none }, not_in: hot, alerts: [] }') == []
    then = '{ at: "day 1 08:59", transitions: [{ enters: hot }] }'
    assert tried(tmp_path, then) == [("enters hot", "no change", "readiness")]


def test_what_the_model_ignores_does_not_happen_in_a_case_and_addresses_keep_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "x.test.yaml"
    test = '{ at: "day 1 10:00", activity: form.submitted, properties: { test: true } }'
    path.write_text(
        f"cases: [{{ name: it, given: [{DEMO}, {test}], then: {{ at: day 1 11:00, scores: {{ readiness: 41 }} }} }}]",
        encoding="utf-8",
    )
    ignored = Ignored(emails=("*@*",), wheres=({"test": AnyOf((True,))},))
    (case,) = read(path, POLICY)
    assert [each.found for each in differences(case, replace(POLICY, ignored=ignored))] == ["readiness 39.8"]
