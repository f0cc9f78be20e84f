from leadflow.domain.activity import Activity
from leadflow.domain.explanation import explain
from leadflow.domain.instant import Instant
from leadflow.domain.reasons import Reasons, reasons
from tests.models import MONDAY, did, facts, later, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted"}, "video": {"activity": "video.watched"}},
    scores={
        "readiness": {
            "range": [0, 45],
            "points": {"demo": 40, "video": 30},
            "caps": {"content": {"of": ["video"], "at_most": 20}},
            "inactivity": {"lose": 5, "every": "2 days"},
        },
        "overall": {"combine": {"readiness": 0.5}},
    },
)
DID = (did("1", "form.submitted"), did("2", "video.watched"))


def told(score: str, *activities: Activity, now: Instant) -> Reasons:
    return reasons(explain(facts(POLICY, *activities, now=now), score), POLICY, now)


def test_what_is_capped_lost_in_silence_and_cut_off_is_told_so_that_all_adds_up() -> None:
    found = told("readiness", *DID, now=later(3))
    assert [(each.points, each.what) for each in found.told] == [
        (40, "demo, 3 days ago"),
        (30, "video, 3 days ago"),
        (-10, "content counts only so much"),
        (-5, "heard nothing from them for long"),
        (-10, "cut off at 45"),
    ]
    assert found.value == sum(each.points for each in found.told) == 45


def test_a_combined_score_is_told_by_its_parts() -> None:
    found = told("overall", *DID, now=MONDAY)
    assert [(each.points, each.what) for each in found.told] == [(22, "from readiness")]
    assert found.value == 22
