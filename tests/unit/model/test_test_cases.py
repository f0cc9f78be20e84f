from pathlib import Path

import pytest

from leadflow.domain.case import Case
from leadflow.domain.instant import Instant, iso, parse
from leadflow.model.mistakes import BadModel
from leadflow.model.moments import told
from leadflow.model.test_cases import beside, named_segments, read
from tests.models import model

POLICY = model(
    timezone="Europe/Oslo",
    sources={"site": {"kind": "segment", "secret": "site"}},
    signals={"demo": {"activity": "form.submitted"}},
    scores={
        "readiness": {"points": {"demo": 40}},
        "fit": {"traits": [{"when": {"trait": "title", "is": "ceo"}, "points": 1}]},
    },
    classes={"interest": {"high": {"score": "readiness", "above": 30}}},
    segments={"hot": {"score": "readiness", "above": 30}, "keen": {"signal": "demo"}},
    channels={"sales": {"slack": "x"}},
    automations={"hand_over": {"when": {"enters": "hot"}, "do": [{"notify": "sales"}]}},
)


def cases(tmp_path: Path, given: str, then: str = "{}") -> tuple[Case, ...]:
    path = tmp_path / "x.test.yaml"
    path.write_text(f"cases:\n  - name: it\n    given: [{given}]\n    then: {then}\n", encoding="utf-8")
    return read(path, POLICY)


def at(tmp_path: Path, *moments: str) -> list[str]:
    (case,) = cases(tmp_path, ", ".join(f"{{ {moment}, activity: form.submitted }}" for moment in moments))
    return [iso(each.at) for each in case.activities]


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        ("day 1 09:00", "2026-03-02T08:00:00Z"),
        ("day 28, 09:00:30", "2026-03-29T07:00:30Z"),
        ("2026-03-02 09:00", "2026-03-02T08:00:00Z"),
        ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"),
        ("2026-03-02 09:00+05:00", "2026-03-02T04:00:00Z"),
    ],
)
def test_moments_are_the_model_s_time_zone_s_where_they_say_nothing_else(
    tmp_path: Path, moment: str, instant: str
) -> None:
    assert at(tmp_path, f'at: "{moment}"') == [instant]


def test_a_time_after_is_after_the_activity_above(tmp_path: Path) -> None:
    assert at(tmp_path, "at: 2026-03-02T09:00:00Z", "after: 3 days", "after: 1 minute") == [
        "2026-03-02T09:00:00Z",
        "2026-03-05T09:00:00Z",
        "2026-03-05T09:01:00Z",
    ]


def test_activities_can_be_repeated(tmp_path: Path) -> None:
    again = "at: 2026-03-02T09:00:00Z, times: 3, every: 1 day"
    assert at(tmp_path, again, "after: 1 hour") == [
        "2026-03-02T09:00:00Z",
        "2026-03-03T09:00:00Z",
        "2026-03-04T09:00:00Z",
        "2026-03-04T10:00:00Z",
    ]
    (case,) = cases(tmp_path, f"{{ {again}, activity: form.submitted }}")
    assert [each.id for each in case.activities] == ["given 1.1", "given 1.2", "given 1.3"]


def test_an_activity_has_the_properties_and_traits_that_stand_beside_it(tmp_path: Path) -> None:
    beside_it = "url: /x, percent: 5, properties: { plan: pro }, traits: { title: [CEO] }"
    given = f'{{ at: "day 1 09:00", activity: page.viewed, {beside_it} }}'
    (case,) = cases(tmp_path, given)
    (activity,) = case.activities
    assert activity.properties == {"url": "/x", "percent": 5, "plan": "pro"}
    assert activity.traits == {"title": ["CEO"]}
    assert (activity.id, activity.source, activity.machine) == ("given 1", "test", None)


def test_an_activity_can_say_who_told_of_it_and_that_a_machine_did_it(tmp_path: Path) -> None:
    given = (
        '{ at: "day 1 09:00", activity: product.login, id: x, source: site, machine: a scanner, traits: { title: x } }'
    )
    (case,) = cases(tmp_path, given)
    (activity,) = case.activities
    assert (activity.id, activity.source, activity.machine) == ("x", "site", "a scanner")


def test_it_is_looked_at_after_all_that_happened_or_when_it_says_so(tmp_path: Path) -> None:
    given = '{ at: "day 2 09:00", activity: form.submitted }, { at: "day 1 09:00", activity: form.submitted }'
    (case,) = cases(tmp_path, given, '[{ at: "day 1 10:00" }, {}, { after: 1 day }]')
    assert [iso(each.at) for each in case.checkpoints] == [
        "2026-03-02T09:00:00Z",
        "2026-03-03T08:00:00Z",
        "2026-03-04T08:00:00Z",
    ]


GIVEN = '{ at: "day 1 09:00", activity: form.submitted }'


@pytest.mark.parametrize(
    ("given", "then", "told"),
    [
        (
            "{ after: 3 days, activity: form.submitted }",
            "{}",
            "line 3: cases.0.given.0.after: the first activity has none",
        ),
        ("{ activity: form.submitted }", "{}", "line 3: cases.0.given.0: at (day 1 09:00) or after (3 days) is needed"),
        (GIVEN.replace("at:", "after: 1 day, at:"), "{}", "line 3: cases.0.given.0: one of at and after is enough"),
        (GIVEN.replace("09:00", "24:00"), "{}", "line 3: cases.0.given.0.at: a moment is needed, such as day 3 09:00"),
        ("{ at: 2026-03-02, activity: form.submitted }", "{}", "line 3: cases.0.given.0.at: a moment is needed"),
        (
            '{ at: "0001-01-01 09:00", activity: form.submitted }',
            "{}",
            "line 3: cases.0.given.0.at: a moment is needed",
        ),
        ("{ at: 12, activity: form.submitted }", "{}", "line 3: cases.0.given.0.at: a moment is needed"),
        (GIVEN.replace("submitted", "sumbitted"), "{}", "did you mean form.submitted?"),
        (GIVEN.replace("form.submitted", "ffff"), "{}", "ffff is no type of activity; there are such as page.viewed"),
        (GIVEN.replace(" }", ", times: 3 }"), "{}", "line 3: cases.0.given.0: times and every go together"),
        (
            GIVEN.replace(" }", ", urll: x }"),
            "{}",
            "line 3: cases.0.given.0.urll: this word is not known here; did you mean url?",
        ),
        (GIVEN.replace(" }", ", traits: { title: { x: 1 } } }"), "{}", "traits.title: a text, a number, true, false"),
        (GIVEN.replace(" }", ", traits: { titel: x } }"), "{}", "looks at the trait titel; did you mean title?"),
        (
            GIVEN.replace(" }", ", source: sites }"),
            "{}",
            "line 3: cases.0.given.0.source: the model has no source sites",
        ),
        (GIVEN, "{ scores: { readines: 3 } }", "line 4: cases.0.then.scores.readines: the model has no score readines"),
        (GIVEN, "{ scores: { readiness: yes } }", "a number, none, or words such as { at_least: 60 } are needed"),
        (GIVEN, "{ in: warm }", "line 4: cases.0.then.in: the model has no segment warm; there are hot, keen"),
        (GIVEN, "{ not_in: [hott] }", "the model has no segment hott; did you mean hot?"),
        (GIVEN, "{ alerts: handover }", "the model has no automation handover; did you mean hand_over?"),
        (GIVEN, "{ taken_back: [x] }", "the model has no automation x; there are hand_over"),
        (GIVEN, "{ classes: { intrest: high } }", "the model has no class intrest; did you mean interest?"),
        (GIVEN, "{ classes: { interest: hgih } }", "the class interest has no label hgih; did you mean high?"),
        (GIVEN, "{ transitions: [{ signal: dmo }] }", "the model has no signal dmo; did you mean demo?"),
        (GIVEN, "[{}, {}]", "line 4: cases.0.then.1: this is no later than the moment before"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_remedy(tmp_path: Path, given: str, then: str, told: str) -> None:
    with pytest.raises(BadModel) as error:
        cases(tmp_path, given, then)
    assert told in str(error.value)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadModel) as error:
        cases(tmp_path, GIVEN.replace(" }", ", traits: { x: 1 } }"), "{ in: x, alerts: [y] }")
    assert len(error.value.mistakes) == 3


def test_the_segments_that_cases_speak_of_are_known(tmp_path: Path) -> None:
    cases(
        tmp_path, GIVEN, "[{ in: hot, classes: { interest: high } }, { after: 1 day, transitions: [{ leaves: keen }] }]"
    )
    assert named_segments(tmp_path / "x.test.yaml") == {"hot", "keen"}


@pytest.mark.parametrize("text", [None, "cases: [", "cases: [{}]"])
def test_a_file_that_cannot_be_read_speaks_of_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "x.test.yaml").write_text(text, encoding="utf-8")
    assert named_segments(tmp_path / "x.test.yaml") == frozenset()


def test_the_cases_stand_beside_the_model() -> None:
    assert beside(Path("models/leadflow.yaml")) == Path("models/leadflow.test.yaml")


def test_an_instant_is_told_as_cases_write_it() -> None:
    zone = "Europe/Oslo"
    assert told(parse("2026-03-04T08:00:00Z"), zone) == "day 3 09:00 (2026-03-04 08:00 UTC)"
    assert told(parse("2026-03-04T08:00:30Z"), zone) == "day 3 09:00:30 (2026-03-04 08:00 UTC)"
    assert told(Instant(0), zone) == "1970-01-01 01:00 (1970-01-01 00:00 UTC)"
