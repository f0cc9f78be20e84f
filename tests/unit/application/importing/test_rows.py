from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from leadflow.application.importing.columns import Table
from leadflow.application.importing.rows import CELL_LIMIT, SOURCE, BadRow, Rows
from leadflow.application.importing.survey import Asked, survey
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, SECOND, Duration, Instant, parse
from leadflow.domain.json import Json
from tests.models import MONDAY, model

POLICY = model(scores={"fit": {"traits": [{"when": {"trait": "employees", "at_least": 5}, "points": 1}]}})
NOW = Instant(MONDAY + 10 * DAY)
LEADS = ["email", "crm_id", "title", "employees", "updated at"]
DEEDS = ["email", "type", "occurred_at", "url", "percent"]
VIEW = ["ada@x.no", "page.viewed", "2026-01-02T10:00:00Z", "https://acme.example/a", "1,5"]


def came(url: str) -> Mapping[str, Json]:
    return {"campaign": "spring"} if "utm" in url else {}


def rows(names: Sequence[str], *sample: Sequence[str], **asked: object) -> Rows:
    found = survey(Table(names, sample), POLICY, Asked(**asked))  # type: ignore[arg-type]  # the words of Asked, as they are
    return found.rows(MONDAY, NOW, came)


def lead(*cells: str) -> Activity:
    found = rows(LEADS, ["a", "", "", "1.234,5", ""]).activity(list(cells))
    assert found is not None
    return found


def deed(*cells: str, **asked: object) -> Activity:
    found = rows(DEEDS, VIEW, **asked).activity(list(cells))
    assert found is not None
    return found


def test_a_row_says_what_is_known_of_a_lead() -> None:
    found = lead(" Ada@X.no ", "7", "CTO", "1.250,5", "")
    keys = Keys("ada@x.no", "7")
    traits: Mapping[str, Json] = {"title": "CTO", "employees": 1250.5}
    assert found == Activity(found.id, keys, "identity.stated", MONDAY, NOW, SOURCE, {}, traits)
    assert lead("ada@x.no", "", "CTO", "1.250,5", "2026-01-02 10:00").occurred_at == parse("2026-01-02T10:00:00Z")


def test_a_row_is_an_activity() -> None:
    found = deed(*VIEW[:3], "https://acme.example/?utm_campaign=spring", "1,5")
    assert (found.type, found.occurred_at, found.source) == ("page.viewed", parse("2026-01-02T10:00:00Z"), "import")
    assert found.properties == {
        "url": "https://acme.example/?utm_campaign=spring",
        "percent": 1.5,
        "campaign": "spring",
    }
    assert found.machine is None


def test_the_type_may_be_the_same_for_all_rows_that_state_none() -> None:
    constants = {"type": "event.attended", "asset": "Webinar", "traits.title": "CTO"}
    found = deed("ada@x.no", "", *VIEW[2:], constants=constants)
    assert (found.type, found.properties["asset"], found.traits) == ("event.attended", "Webinar", {"title": "CTO"})
    assert deed(*VIEW, constants=constants).type == "page.viewed"
    alone = rows(["email"], constants={"type": "page.viewed"}, as_of=MONDAY).activity(["ada@x.no"])
    assert alone is not None
    assert (alone.type, alone.occurred_at) == ("page.viewed", MONDAY)


def test_an_old_click_has_settled_when_it_is_imported() -> None:
    settling = replace(rows(DEEDS, VIEW), settle=Duration(90 * SECOND))
    old, new = settling.activity(VIEW), settling.activity([*VIEW[:2], "2026-03-12T08:59:30Z", "", ""])
    assert old is not None
    assert old.received_at == NOW - 90 * SECOND
    assert new is not None
    assert new.received_at == new.occurred_at


def test_what_is_empty_was_not_stated() -> None:
    assert lead("", "7", "\\N", " ", "").traits == {}
    assert rows(LEADS).activity(["", " ", "", "", "\u00a0"]) is None


def test_a_cell_without_a_digit_stays_text_among_numbers() -> None:
    assert lead("ada@x.no", "", "", "unknown", "").traits == {"employees": "unknown"}


def test_formulas_are_text() -> None:
    assert lead("ada@x.no", "", "=cmd|' /C calc'!A0", "", "").traits == {"title": "=cmd|' /C calc'!A0"}


def test_cells_behind_the_last_column_may_be_empty() -> None:
    assert lead("ada@x.no", "", "CTO", "", "", "", " ").id == lead("ada@x.no", "", "CTO", "", "").id


BAD_LEADS: Mapping[str, tuple[list[str], tuple[str, str]]] = {
    "too few cells": (["ada@x.no"], ("1 cells, where the header has 5", "")),
    "too many cells": (["ada@x.no", "", "", "", "", "x"], ("6 cells, where the header has 5", "")),
    "no address": (["ada", "7", "", "", ""], ("not an email address", "email")),
    "nobody": (["", "", "CTO", "", ""], ("it names nobody", "")),
    "long key": (["", "7" * 201, "", "", ""], ("longer than 200 characters", "crm_id")),
    "long cell": (["a@x.no", "", "x" * (CELL_LIMIT + 1), "", ""], ("longer than 10,000 characters", "title")),
    "NUL": (["a@x.no", "", "x\0", "", ""], ("holds a NUL character", "title")),
    "bad byte": (["a@x.no", "", "x\udce9", "", ""], ("holds a byte that is no text in the file's encoding", "title")),
    "no number": (
        ["a@x.no", "", "", "12.5", ""],
        ("not a number with a decimal comma, as the others are", "employees"),
    ),
    "no date": (["a@x.no", "", "", "", "soon"], ("no date, or not written as the others", "updated at")),
    "too early": (["a@x.no", "", "", "", "1899-12-30"], ("before 1990", "updated at")),
    "in the future": (["a@x.no", "", "", "", "2099-01-01"], ("in the future", "updated at")),
}


@pytest.mark.parametrize("case", BAD_LEADS)
def test_a_row_that_is_no_lead_is_refused_with_the_reason(case: str) -> None:
    cells, (reason, field) = BAD_LEADS[case]
    with pytest.raises(BadRow) as bad:
        lead(*cells)
    assert (bad.value.reason, bad.value.field) == (reason, field)


BAD_DEEDS: Mapping[str, tuple[list[str], tuple[str, str]]] = {
    "no type": (["a@x.no", "", *VIEW[2:]], ("it has no type", "type")),
    "unknown type": (["a@x.no", "page.view", *VIEW[2:]], ("no type of activity; did you mean page.viewed?", "type")),
    "strange type": (["a@x.no", "xyzzy", *VIEW[2:]], ("no type of activity", "type")),
    "word": (
        ["a@x.no", "activity.voided", *VIEW[2:]],
        ("no history: a file cannot take activities back, join leads or delete them", "type"),
    ),
    "no instant": (["a@x.no", "page.viewed", "", "", ""], ("it does not say when it was", "occurred_at")),
    "nobody": (["", *VIEW[1:]], ("it names nobody", "email")),
}


@pytest.mark.parametrize("case", BAD_DEEDS)
def test_a_row_that_is_no_activity_is_refused_with_the_reason(case: str) -> None:
    cells, (reason, field) = BAD_DEEDS[case]
    with pytest.raises(BadRow) as bad:
        deed(*cells)
    assert (bad.value.reason, bad.value.field) == (reason, field)


def test_a_row_that_is_too_much_altogether_is_refused() -> None:
    names = ["email", "type", "occurred_at", *"abcdefghijk"]
    row = [*VIEW[:3], *["ø" * CELL_LIMIT] * 11]
    with pytest.raises(BadRow, match="all of it together is longer than 100,000 bytes"):
        rows(names, VIEW[:3] + ["x"] * 11).activity(row)
    assert rows(names, VIEW[:3] + ["x"] * 11).activity([*VIEW[:3], *["o" * 1_000] * 11])


def test_an_id_depends_on_the_content_alone() -> None:
    told = [*VIEW[:3], "https://acme.example/a", "1,5"]
    other = rows(["Percent", "URL", "Type", "E-Mail", "occurred_at"], ["1.5", "", "page.viewed", "", ""])
    again = other.activity(["1.5", "https://acme.example/a", "page.viewed", "ADA@x.no", "2.1.2026 10:00"])
    assert again is not None
    assert again.id == deed(*told).id
    differing = [[*told[:3], "/b", "1,5"], [*told[:2], "2026-01-03", *told[3:]], ["bo@x.no", *told[1:]]]
    assert len({deed(*cells).id for cells in (told, *differing)}) == 4


def test_the_instant_of_a_lead_that_states_none_is_no_part_of_its_id() -> None:
    cells = ["ada@x.no", "", "CTO", "", ""]
    one, two = rows(LEADS).activity(cells), rows(LEADS, as_of=NOW).activity(cells)
    assert one is not None
    assert two is not None
    assert one.id == two.id
    assert one.occurred_at != two.occurred_at


def test_the_instant_of_an_activity_is_part_of_its_id() -> None:
    each = [rows(["email"], constants={"type": "page.viewed"}, as_of=at).activity(["a@x.no"]) for at in (MONDAY, NOW)]
    assert len({found.id for found in each if found is not None}) == 2
