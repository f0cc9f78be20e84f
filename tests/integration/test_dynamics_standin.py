"""Dynamics' stand-in by itself: it takes and refuses what Dataverse does."""

import json
from collections.abc import Iterator, Sequence

import pytest

from leadflow.domain.json import Json
from local.crm.dynamics import seed
from tests.integration.dynamics import Office, opened


@pytest.fixture
def office() -> Iterator[Office]:
    with opened() as found:
        yield found


def test_the_stand_in_makes_or_changes_a_row_by_its_other_key(office: Office) -> None:
    by_key = "/contacts(new_leadflowid='abc')"
    assert office.call("PATCH", by_key, {"lastname": "Berg"}, if_match="*").status == 404
    made = office.call("PATCH", by_key, {"firstname": "Eli", "lastname": "Berg"})
    assert made.status == 204
    assert office.call("PATCH", by_key, {"lastname": "Lie"}, if_none_match="*").status == 412
    shown = office.call("PATCH", by_key, {"lastname": "Lie"}, prefer="return=representation")
    content = json.loads(shown.body)
    assert (shown.status, content["fullname"], content["new_leadflowid"]) == (200, "Eli Lie", "abc")
    assert made.headers["odata-entityid"].endswith(f"({content['contactid']})")
    stale = office.call("PATCH", by_key, {"lastname": "Moe"}, if_match='W/"1"')
    assert (stale.status, office.code(stale)) == (412, "0x80060882")
    assert office.call("PATCH", by_key, {"lastname": "Moe"}, if_match=content["@odata.etag"]).status == 204


def test_the_stand_in_refuses_what_dataverse_refuses(office: Office) -> None:
    wrong: Sequence[tuple[Json, str]] = (
        ({"lastnam": "x"}, "0x80048d19"),
        ({"new_plan": 5}, "0x8004431a"),
        ({"ownerid": seed.BO}, "0x80048d19"),
        ([], "0x80048d19"),
    )
    for content, code in wrong:
        reply = office.call("POST", "/contacts", content)
        assert (reply.status, office.code(reply)) == (400, code)
    missing = office.call("GET", f"/contacts({seed.BO})")
    assert (missing.status, office.code(missing)) == (404, "0x80040217")
    assert office.call("GET", "/contacts?$filter=jobtitle is 'x'").status == 400
    assert office.call("GET", "/nothing").status == 404


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("emailaddress1 eq 'ADA@nordlys.example'", [seed.ADA]),
        ("jobtitle eq 'CFO'", []),
        ("contains(jobtitle,'ct') and donotemail eq false", [seed.ADA]),
        ("modifiedon ge 2026-03-01T08:00:00Z and lastname ne 'Dahl'", [seed.ADA]),
        (f"_parentcustomerid_value eq {seed.NORDLYS} and jobtitle eq null", [seed.BEN]),
    ],
)
def test_the_stand_in_finds_by_the_conditions_of_odata(office: Office, condition: str, found: Sequence[str]) -> None:
    reply = office.call("GET", f"/contacts?$filter={condition}&$select=contactid".replace(" ", "%20"))
    assert [each["contactid"] for each in json.loads(reply.body)["value"]] == found


def test_the_stand_in_tells_of_its_columns_one_request_at_a_time_too(office: Office) -> None:
    path = "/EntityDefinitions(LogicalName='contact')/Attributes"
    columns = {each["LogicalName"]: each for each in json.loads(office.call("GET", path).body)["value"]}
    assert (columns["jobtitle"]["AttributeType"], columns["modifiedon"]["IsValidForUpdate"]) == ("String", False)
    picklists = office.call("GET", f"{path}/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$expand=OptionSet")
    [plan] = json.loads(picklists.body)["value"]
    assert [each["Label"]["UserLocalizedLabel"]["Label"] for each in plan["OptionSet"]["Options"]] == ["Free", "Team"]
    assert office.call("GET", path.replace("contact", "nothing")).status == 404


def test_the_stand_in_takes_a_task_about_somebody(office: Office) -> None:
    about = {"regardingobjectid_contact_task@odata.bind": f"/contacts({seed.ADA})"}
    made = office.call("POST", "/tasks", {"subject": "Call Ada", **about}, prefer="return=representation")
    content = json.loads(made.body)
    assert (made.status, content["_regardingobjectid_value"]) == (201, seed.ADA)
    assert office.call("DELETE", f"/tasks({content['activityid']})").status == 204
    assert office.call("DELETE", f"/tasks({content['activityid']})").status == 404
