from leadflow.domain.automation import Change
from leadflow.domain.evaluation import evaluate
from leadflow.domain.instant import Instant, iso
from leadflow.domain.outlook import _looks, ahead, outlook
from leadflow.domain.standing import Standing
from tests.models import MONDAY, days, did, facts, later, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted"}, "clicked": {"activity": "email.clicked"}},
    machine={"settle": "90 seconds"},
    scores={"readiness": {"half_life": "10 days", "points": {"demo": 80, "clicked": 10}}},
    classes={"interest": {"high": {"score": "readiness", "above": 40}, "low": {"score": "readiness", "above": 1}}},
    segments={
        "hot": {"when": {"score": "readiness", "above": 75}, "until": {"score": "readiness", "below": 20}},
        "asleep": {"without": "interaction", "for": "60 days"},
    },
    channels={"sales": {"slack": "x"}},
    automations={"cooled": {"when": {"leaves": "hot"}, "do": [{"notify": "sales"}]}},
)
ASKED = facts(POLICY, did("1", "form.submitted"), now=MONDAY)


def told(found: object) -> list[tuple[Change, str, str | None]]:
    assert isinstance(found, tuple)
    return [(each.change, each.of, each.to) for each in found]


def test_it_tells_what_time_alone_will_change_and_who_acts_then() -> None:
    cooler, colder, asleep = outlook(ASKED, 3, days(400))
    assert told((cooler, colder, asleep)) == [
        ("became", "interest", "low"),
        ("left", "hot", None),
        ("entered", "asleep", None),
    ]
    assert [iso(each.at)[:10] for each in (cooler, colder, asleep)] == ["2026-03-12", "2026-03-22", "2026-05-01"]
    assert colder.calls == ("cooled",)


def test_no_more_is_told_than_is_asked_for() -> None:
    assert told(outlook(ASKED, 1, days(400))) == [("became", "interest", "low")]


def test_nothing_beyond_the_horizon_is_told() -> None:
    assert outlook(ASKED, 3, days(9)) == ()


def test_what_is_so_already_lies_not_ahead() -> None:
    late = facts(POLICY, did("1", "form.submitted"), now=later(30), standing=Standing(segments={"hot": MONDAY}))
    assert told(outlook(late, 1, days(400))) == [("entered", "asleep", None)]


def test_a_lead_of_which_nothing_can_change_has_nothing_ahead() -> None:
    assert outlook(facts(POLICY, did("1", "form.submitted"), now=later(2000)), 3, days(4000)) == ()


def test_a_click_that_settles_lies_ahead() -> None:
    fresh = facts(POLICY, did("1"), now=MONDAY)
    first, *_ = outlook(fresh, 1, days(400))
    assert (first.change, first.to, first.at - MONDAY) == ("became", "low", 90_000_000)


def test_the_lead_at_a_later_instant_stands_where_time_has_brought_it() -> None:
    there = ahead(ASKED, later(15))
    assert evaluate(there).segments == ("hot",)
    assert there.now == later(15)
    assert evaluate(ahead(ASKED, later(21))).segments == ()
    assert "hot" not in ahead(ASKED, later(21)).standing.segments


def test_the_lead_just_now_is_as_it_is() -> None:
    assert evaluate(ahead(ASKED, MONDAY)) == evaluate(ASKED)
    assert ahead(ASKED, Instant(MONDAY + 1)).now == MONDAY + 1


def test_it_looks_no_further_than_its_patience_goes() -> None:
    assert len(list(_looks(ASKED, later(400)))) == 4
    assert len(list(_looks(ASKED, later(400), patience=2))) == 2
