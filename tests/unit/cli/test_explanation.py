"""Explanations as people read them."""

from dataclasses import replace

import pytest

from leadflow.cli.explanation import told
from leadflow.cli.explanation_text import lasting
from leadflow.domain.activity import Activity
from leadflow.domain.instant import DAY, HOUR, MINUTE, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.standing import Standing
from tests.models import MONDAY, did, facts, later, model

POLICY = model(
    signals={
        "demo": {"activity": "form.submitted", "says": "asked for a demo"},
        "video": {"activity": "video.watched"},
        "clicked": {"activity": "email.clicked"},
    },
    machine={"settle": "90 seconds"},
    scores={
        "readiness": {
            "half_life": "10 days",
            "range": [0, 60],
            "points": {"demo": 40, "video": 30},
            "caps": {"content": {"of": ["video"], "at_most": 20}},
            "inactivity": {"lose": 5, "every": "36 hours"},
        },
        "fit": {
            "traits": [
                {
                    "when": {"all": [{"trait": "title", "is": "ceo"}, {"not": {"trait": "owner", "exists": True}}]},
                    "points": 30,
                },
                {"when": {"any": [{"trait": "tags", "is": "vip"}, {"trait": "employees", "at_least": 9}]}, "points": 5},
                {"when": {"trait": "phone", "exists": True}, "points": 1},
            ]
        },
        "overall": {"combine": {"readiness": 0.5, "fit": 0.5, "nothing": 1}},
        "nothing": {"points": {"clicked": 2}},
    },
    classes={"interest": {"high": {"score": "readiness", "above": 30}}},
    segments={"ready": {"score": "readiness", "above": 50}, "asleep": {"without": "interaction", "for": "60 days"}},
    channels={"sales": {"slack": "x"}},
    automations={"cooled": {"when": {"leaves": "ready"}, "do": [{"notify": "sales"}]}},
)
TRAITS: dict[str, Json] = {"title": "CEO", "tags": ["vip", "eu"], "employees": 12}
DEMO = replace(did("form:1", "form.submitted"), traits=TRAITS)
VIDEO = did("video:1", "video.watched")


def text(*activities: Activity, now: Instant, score: str | None = None) -> list[str]:
    known = facts(POLICY, *activities, now=now, standing=Standing(segments={"ready": MONDAY}))
    scores = list(POLICY.scores) if score is None else [score]
    lines = told("ada@nordlys.example", known, scores, as_json=False, said={"word": "a colleague"})
    return [line for each in lines for line in each.split("\n")]


def test_every_term_is_told_with_what_it_was_and_all_that_is_added_or_cut_off() -> None:
    assert text(DEMO, VIDEO, now=later(2), score="readiness")[2:9] == [
        "",
        "readiness",
        "  34.8  of 40.0  asked for a demo                               2 days ago  2026-03-02 09:00 UTC  form:1",
        "  26.1  of 30.0  video                                          2 days ago  2026-03-02 09:00 UTC  video:1",
        "  -6.1           content: no more than 20 for video",
        "  -5.0           silence since 2 days ago, 5 for each 36 hours",
        "  49.8           together",
    ]


def test_who_they_are_is_told_by_the_traits_that_earn_points() -> None:
    lines = text(DEMO, now=MONDAY, score="fit")
    assert "  35.0    who they are: title CEO, no owner, tags vip, eu, employees 12" in lines
    assert "  35.0    together" in lines


def test_what_is_told_of_several_opportunities_is_told_of_all() -> None:
    won: Json = {"when": {"trait": "crm.opportunity_stage", "of": "any", "is": "won"}, "points": 5}
    policy = model(scores={"fit": {"traits": [won]}})
    stages: Json = {"opportunities": {"7": {"stage": "won"}, "8": {"stage": "lost"}}}
    known = facts(policy, did("a", "crm.opportunity.changed", traits={"crm": stages}), now=MONDAY)
    lines = list(told("ada@nordlys.example", known, ["fit"], as_json=False))
    assert "  5.0    who they are: crm.opportunity stage won, lost" in lines


def test_the_parts_of_a_combined_score_are_told_with_their_weight() -> None:
    lines = text(DEMO, VIDEO, now=MONDAY, score="overall")
    assert lines[3:8] == [
        "overall",
        "  30.0    0.5 times readiness, which is 60.0",
        "  17.5    0.5 times fit, which is 35.0",
        "  47.5    together",
        "",
    ]


def test_what_the_range_cuts_off_is_told() -> None:
    lines = text(DEMO, VIDEO, replace(DEMO, id="form:2"), now=MONDAY, score="readiness")
    assert any(line.startswith("  -40.0") and line.endswith("to stay inside 0 to 60") for line in lines)


def test_a_score_that_is_none_says_why() -> None:
    assert "nothing: none, since nothing has happened that it counts" in text(DEMO, now=MONDAY, score="nothing")


def test_what_does_not_count_is_told_under_its_own_heading_with_the_reason() -> None:
    void = did("word", "activity.voided", later(1), properties={"activity": "form:1"})
    mute = did("mute", "activity.voided", later(1), properties={"activity": "video:1"})
    flagged = replace(did("mail:1"), machine="a scanner")
    lines = text(DEMO, VIDEO, void, mute, flagged, did("mail:2", at=later(1)), now=later(1), score="nothing")
    start = lines.index("What does not count")
    settling = "clicked counts from 2026-03-03 09:01 UTC on, unless it proves machine-made just now"
    assert [" ".join(line.split()) for line in lines[start + 1 : start + 5]] == [
        f"{settling} 2026-03-03 09:00 UTC mail:2",
        "asked for a demo taken back: a colleague 1 day ago 2026-03-02 09:00 UTC form:1",
        "clicked machine-made: a scanner 1 day ago 2026-03-02 09:00 UTC mail:1",
        "video taken back: nobody said why 1 day ago 2026-03-02 09:00 UTC video:1",
    ]


def test_what_was_given_back_is_told_apart() -> None:
    word = did("word", "activity.restored", later(1), properties={"activity": "mail:1"})
    lines = text(replace(did("mail:1"), machine="a scanner"), word, now=later(1), score="nothing")
    start = lines.index("What counts all the same")
    assert lines[start + 1].startswith("  clicked  given back: a colleague  1 day ago")
    assert "What does not count" not in lines


def test_a_flood_that_does_not_count_is_counted() -> None:
    flood = [replace(did(f"mail:{number}", at=later(number)), machine="a scanner") for number in range(25)]
    assert "  and 5 more; --json names them all" in text(*flood, now=later(25), score="nothing")


def test_what_is_only_an_interaction_is_told_so() -> None:
    lines = text(replace(did("p", "page.viewed"), machine="a scanner"), now=MONDAY, score="nothing")
    assert any(line.startswith("  did something  machine-made: a scanner") for line in lines)


def test_what_time_alone_changes_is_told_with_who_acts_then() -> None:
    lines = text(DEMO, VIDEO, now=MONDAY, score="nothing")
    start = lines.index("Unless something new happens, the lead")
    assert [" ".join(line.split()) for line in lines[start + 1 :]] == [
        "leaves ready on 4 March 2026 07:14 UTC in 1 day; cooled acts",
        "becomes none in interest on 8 March 2026 09:00 UTC in 6 days",
        "enters asleep on 1 May 2026 09:00 UTC in 8 weeks",
    ]


def test_where_nothing_changes_any_more_that_is_told() -> None:
    last = text(DEMO, now=later(500), score="nothing")[-1]
    assert last == "Unless something new happens, no segment and no class changes any more."


def test_where_nothing_changes_for_long_that_is_told() -> None:
    policy = model(segments={"lost": {"without": "interaction", "for": "500 days"}})
    *_, last = told("ada@nordlys.example", facts(policy, DEMO, now=MONDAY), [], as_json=False)
    assert last == "Unless something new happens, no segment and no class changes in the next 400 days."


@pytest.mark.parametrize(
    ("span", "said"), [(DAY, "1 day"), (36 * HOUR, "36 hours"), (90 * MINUTE, "90 minutes"), (30_000_000, "30 seconds")]
)
def test_a_duration_is_told_in_the_largest_unit_in_which_it_is_whole(span: int, said: str) -> None:
    assert lasting(Duration(span)) == said
