from leadflow.domain.standing import Standing, united
from tests.models import MONDAY, later

FUNNELS = {"stage": ("aware", "engaged", "ready")}


def test_a_lead_that_was_two_is_in_all_that_either_was_in_since_the_earlier() -> None:
    one = Standing(segments={"warm": later(2), "hot": later(1)})
    other = Standing(segments={"warm": MONDAY, "big": later(3)})
    assert united(one, other, {}).segments == {"warm": MONDAY, "hot": later(1), "big": later(3)}


def test_what_either_was_told_of_is_told_and_the_latest_alert_counts() -> None:
    one = Standing(alerts={"tell": MONDAY}, told=frozenset({"tell"}))
    other = Standing(alerts={"tell": later(2), "call": later(1)}, told=frozenset({"call"}))
    both = united(one, other, {})
    assert both.alerts == {"tell": later(2), "call": later(1)}
    assert both.told == {"tell", "call"}


def test_the_furthest_stage_holds_and_of_other_classes_the_first_one_s_label() -> None:
    one = Standing(classes={"stage": "aware", "persona": "chief"})
    other = Standing(classes={"stage": "ready", "persona": "clerk", "size": "big"})
    assert united(one, other, FUNNELS).classes == {"stage": "ready", "persona": "chief", "size": "big"}
    assert united(other, one, FUNNELS).classes["stage"] == "ready"


def test_who_has_no_stage_or_one_that_is_no_more_has_the_other_s() -> None:
    none, gone = Standing(classes={"stage": None}), Standing(classes={"stage": "abandoned"})
    assert united(none, Standing(classes={"stage": "aware"}), FUNNELS).classes == {"stage": "aware"}
    assert united(gone, Standing(classes={"stage": "aware"}), FUNNELS).classes == {"stage": "aware"}
    assert united(none, Standing(), FUNNELS).classes == {"stage": None}


def test_what_was_published_and_what_is_blocked_of_either_is_so_of_both() -> None:
    one = Standing(occurred={"demo": ("b",)}, blocked={"stage": ("ready",)}, set_back=(MONDAY, "r"))
    other = Standing(occurred={"demo": ("a", "b"), "call": ("c",)}, blocked={"stage": ("aware", "ready")})
    both = united(one, other, FUNNELS)
    assert both.occurred == {"demo": ("a", "b"), "call": ("c",)}
    assert both.blocked == {"stage": ("ready", "aware")}
    assert both.set_back == (MONDAY, "r")
    assert united(one, Standing(set_back=(later(1), "q")), FUNNELS).set_back == (later(1), "q")
    assert united(Standing(), Standing(), FUNNELS) == Standing()
