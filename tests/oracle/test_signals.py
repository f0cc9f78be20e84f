"""Which activities are occurrences of a signal, by cases worked out by hand."""

import pytest

from tests.oracle.acts import CLICK, DAY, HOUR, SECOND, START, did
from tests.oracle.clock import duration, happened, instant, iso
from tests.oracle.history import by_lead, understand
from tests.oracle.matching import Document, ignored, matches
from tests.oracle.occurrences import counted

MINUTE = 60 * SECOND


def ids(history: list[Document], at: int = START + 99 * DAY, name: str = "c", **signals: object) -> list[str]:
    return [one.id for one in counted(understand({"signals": {"c": CLICK, **signals}}, history), name, at)]


def test_of_a_flooded_day_the_9_earliest_and_the_latest_count() -> None:
    assert ids([did(f"{n:02}", START + n) for n in range(14)]) == [*(f"{n:02}" for n in range(9)), "13"]


def test_a_day_is_one_of_the_model_s_time_zone() -> None:
    model: Document = {"timezone": "Europe/Oslo", "signals": {"c": CLICK | {"per": "day"}}}
    summer_time = instant("2025-03-29T22:59:59Z")  # in Oslo 23:59:59; the day ends at 23:00 UTC, the next at 22:00
    history = [did("a", summer_time), did("b", summer_time + SECOND)]
    history += [did("c", instant("2025-03-30T21:59:59Z")), did("d", instant("2025-03-30T22:00:00Z"))]
    assert [one.id for one in counted(understand(model, history), "c", START)] == ["a", "b", "d"]


def test_keep_is_applied_before_per() -> None:
    signal = {"activity": "asset.downloaded", "per": "asset", "keep": 2}
    names = ["guide", "prices", "prices"]
    history = [
        did(str(n), START + n, type="asset.downloaded", properties={"asset": name}) for n, name in enumerate(names)
    ]
    assert ids(history, c=signal) == ["1"]


def test_of_each_value_the_greatest_measure_counts_then_the_earliest() -> None:
    signal = {"activity": "video.watched", "per": "asset", "measure": "percent"}
    seen = [("tour", 50), ("tour", "90"), ("tour", 90), ("intro", 140), ("intro", 100), ("other", None)]
    history = [
        did(str(n), START + n, type="video.watched", properties={"asset": asset, "percent": percent})
        for n, (asset, percent) in enumerate(seen)
    ]
    found = counted(understand({"signals": {"c": signal}}, history), "c", START + DAY)
    assert [(one.id, one.measures["c"]) for one in found] == [("1", 0.9), ("3", 1.0), ("5", 0.0)]


def test_the_nth_of_each_visit_is_the_visit() -> None:
    minutes = [0, 30, 60, 91, 200, 230]  # a pause of 30 minutes is still the same visit
    history = [did(str(n), START + n * MINUTE) for n in minutes]
    assert ids(history, name="v", v={"visit": {"of": "c", "at_least": 2}}) == ["30", "230"]
    assert ids(history, name="v", v={"visit": {"of": "c", "gap": "29 minutes"}}) == [
        "0",
        "30",
        "60",
        "91",
        "200",
        "230",
    ]


def test_only_what_is_later_than_the_latest_reset_counts() -> None:
    touches = [did("t", START + HOUR, type="email.delivered")]
    history = [*touches, did("a", START), did("b", START + HOUR), did("c", START + 2 * HOUR)]
    assert ids(history, c=CLICK | {"reset_by": "touch"}) == ["c"]
    assert ids(history, START + HOUR - 1, c=CLICK | {"reset_by": "touch"}) == ["a"]


def test_versions_of_one_id_unite_signals_at_the_earliest_instant_with_the_greatest_measure() -> None:
    model = {
        "signals": {"c": CLICK, "f": {"activity": ["form.submitted", "email.clicked"], "measure": "amount"}},
    }
    one = did("a", START + 5, properties={"amount": 3})
    other = did("a", START + 3, type="form.submitted", properties={"amount": -2})
    lead = understand(model, [one, other])
    found = [counted(lead, name, START + 9) for name in "cf"]
    assert [[(x.at, x.id, x.measures["f"]) for x in some] for some in found] == [[(START + 3, "a", 3.0)]] * 2


def test_what_is_more_than_5_minutes_ahead_of_its_receipt_happened_at_its_receipt() -> None:
    ahead = [did("a", START + duration("5 minutes") + n, received_at=iso(START)) for n in (0, 1)]
    assert [happened(one) - START for one in ahead] == [duration("5 minutes"), 0]


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("*/Pricing*", "https://a.example/pricing/x", True),
        ("a.example/p", "HTTPS://u:p@A.Example:8080/p#top", True),
        ("*plan*", "https://a.example/p?plan=1", False),
        ("*?plan*", "https://a.example/p?plan=1", True),
        ("https*", "https://a.example/p", False),
        ("*[a]*", "https://a.example/a", False),
    ],
)
def test_a_url_pattern_sees_host_and_path(pattern: str, url: str, fits: bool) -> None:
    signal = {"activity": "email.*", "where": {"url": pattern}}
    assert matches(signal, did("a", properties={"url": url})) is fits


def test_numeric_text_is_a_number_and_a_boolean_none() -> None:
    signal = CLICK | {"where": {"n": {"at_least": 1, "below": 2}}}
    fit = [matches(signal, did("a", properties={"n": value})) for value in ("1.5", 1, True, "one", "2")]
    assert fit == [True, True, False, False, False]


def test_the_latest_trait_wins_then_the_source_named_first_then_the_greater_id() -> None:
    model: Document = {"sources": {"crm": {}, "site": {}}}
    history = [
        did("a", START, traits={"x": "late", "z": {"deep": 1}, "w": "crm"}, source="crm"),
        did("b", START, traits={"x": "tie", "z": {"deep": None}, "w": "site"}, source="site"),
        did("c", START + 1, traits={"x": ""}, source="elsewhere"),
        did("d", START + 1, traits={"x": "greater id"}, source="another"),
    ]
    known = understand(model, history).known
    assert {name: known.value(name) for name in ("x", "z.deep", "w")} == {"x": "greater id", "z.deep": 1, "w": "crm"}


def test_leads_live_at_their_strongest_key() -> None:
    keys = [
        {"email": " Ann@Acme.example", "crm_id": "1"},
        {"crm_id": "1"},
        {"anonymous_id": "x", "user_id": "u"},
        {},
    ]
    assert list(by_lead([did("a", lead=key) for key in [*keys, {}]])) == ["ann@acme.example", "1", "u"]


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"a.b": "x"}, True),
        ({"a": {"b": "x"}}, True),
        ({"a.b": None, "a": {"b": "x"}}, True),
        ({"a.b": "y", "a": {"b": "x"}}, False),
        ({"a": {"b": {"c": "x"}}}, False),
        ({"a": "x"}, False),
        ({"a": [{"b": "x"}]}, False),
        ({"a": {"b": ["z", "x"]}}, True),
    ],
)
def test_a_dotted_name_is_a_property_of_that_name_else_a_way_through_objects(properties: Document, found: bool) -> None:
    assert matches(CLICK | {"where": {"a.b": "x"}}, did("1", properties=properties)) is found


def test_per_and_measure_look_into_objects_too() -> None:
    signal = CLICK | {"per": "a.b", "measure": "a.c"}
    inner: list[Document] = [{"b": "x", "c": 2}, {"b": "x", "c": 3}, {"b": {"deep": 1}}, {"c": 9}]
    history = [did(str(n), START + n, properties={"a": one}) for n, one in enumerate(inner)]
    found = counted(understand({"signals": {"c": signal}}, history), "c", START + DAY)
    assert [(one.id, one.measures["c"]) for one in found] == [("1", 3.0)]


@pytest.mark.parametrize(
    ("rule", "activity", "out"),
    [
        ({"email": "*@ACME.example"}, did("1"), True),
        ({"email": "acme.example"}, did("1"), False),
        ({"email": "*@acme.example"}, did("1", lead={"user_id": "ann@acme.example"}), False),
        ({"ip": "203.0.113.*"}, did("1", properties={"ip": "203.0.113.7"}), True),
        ({"ip": "203.0.113.*"}, did("1", properties={"ip": 203}), False),
        ({"where": {"test": True}}, did("1", properties={"test": True}), True),
        ({"where": {"test": True}}, did("1", properties={"test": "true"}), False),
        ({"where": {"test": True, "a.b": "x"}}, did("1", properties={"test": True}), False),
    ],
)
def test_what_fits_one_rule_is_ignored(rule: Document, activity: Document, out: bool) -> None:
    assert ignored({"ignore": [{"email": "nobody@else.example"}, rule]}, activity) is out
