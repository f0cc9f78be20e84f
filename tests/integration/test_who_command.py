"""`leadflow who` on a stack that moto plays, and what other commands say of a lead that lives under another key."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadflow.cli.main import main
from leadflow.cli.person import SHOWN
from tests.integration.people import HISTORY, take
from tests.integration.stack import Stack, up
from tests.models import later
from tests.unit.application.joining import ADA, BO, SALES, parted, said

Out = pytest.CaptureFixture[str]
MOVED = f"ade@a.example: this lead lives under {ADA} now\n"

PAGE = """\
ada@a.example: one lead, 7 keys
  kind          key            joined (UTC)      through        because            said by  at (UTC)          activity
  email         ada@a.example  lives here
  email         ade@a.example  2026-03-11 09:00  ada@a.example  merged in the CRM  crm      2026-03-05 09:00  contact:3
  crm_id        151            2026-03-11 09:00  ada@a.example  stated together    crm      2026-03-04 09:00  contact:1
  crm_id        90             2026-03-11 09:00  crm_id:151     merged in the CRM  crm      2026-03-05 09:00  contact:3
  user_id       u1             2026-03-11 09:00  ada@a.example  stated together    crm      2026-03-06 09:00  login:1
  anonymous_id  phone          2026-03-11 09:00  user_id:u1     stated together    crm      2026-03-07 09:00  phone:1
  anonymous_id  x              2026-03-11 09:00  ada@a.example  stated together    site     2026-03-03 09:00  form:1

Named with it, and not this lead's:
  kind          key     named with     why it is not this lead's                     said by  at (UTC)          activity
  user_id       u2      ada@a.example  belongs to bo@b.example                       crm      2026-03-08 09:00  moved:1
  anonymous_id  office  ada@a.example  a shared device: also seen with bo@b.example  crm      2026-03-08 09:00  office:1

Company: a.example
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    with up(tmp_path, SALES) as found:
        take(found, *HISTORY)
        yield found


@pytest.mark.usefixtures("stack")
def test_a_lead_is_shown_with_all_its_keys_and_what_is_not_its_own(capsys: Out) -> None:
    assert main(["who", ADA]) == 0
    assert capsys.readouterr().out == PAGE
    assert main(["who", "ade@a.example"]) == 0
    assert capsys.readouterr().out == MOVED + PAGE
    assert main(["who", "anonymous_id:phone"]) == 0
    assert capsys.readouterr().out == f"anonymous_id:phone: this lead lives under {ADA} now\n{PAGE}"


def test_what_a_person_has_parted_and_who_asked_to_be_erased_is_said(stack: Stack, capsys: Out) -> None:
    erase = said("gone", "crm.contact.deleted", later(8), {"erase": True}, email="info@b.example", crm_id="151")
    take(stack, parted("split:1", "user_id", "u1", later(8)), erase)
    assert main(["who", ADA]) == 0
    assert "parted by a person on 2026-03-10 09:00 UTC: a test" in capsys.readouterr().out
    assert main(["who", "user_id:u1"]) == 0
    assert "parted by a person         crm" in capsys.readouterr().out
    assert main(["who", "crm_id:151"]) == 0
    told = capsys.readouterr().out
    assert "Company: b.example; the address is a task's, not a person's\n" in told
    assert "Erasure was asked for on 2026-03-10 09:00 UTC: nobody is alerted of this lead any more.\n" in told


@pytest.mark.usefixtures("stack")
def test_programs_get_the_same_as_one_object(capsys: Out) -> None:
    assert main(["who", "user_id:u1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["asked"], found["lives_under"], found["company"]) == ("user_id:u1", ADA, "a.example")
    assert (found["role_address"], found["erase_requested"]) == (False, None)
    assert [each["value"] for each in found["keys"]] == [ADA, "ade@a.example", "151", "90", "u1", "phone", "x"]
    assert found["keys"][0] == {"kind": "email", "value": ADA, "joined_at": None, "through": None, "because": None}
    assert found["keys"][3]["because"] == {
        "tie": "merged",
        "at": "2026-03-05T09:00:00Z",
        "source": "crm",
        "activity": "contact:3",
    }
    assert [(each["why"], each["others"]) for each in found["apart"]] == [("another's", [BO]), ("shared", [BO])]


def test_a_lead_with_very_many_keys_is_shown_in_part(stack: Stack, capsys: Out) -> None:
    take(stack, *(said(f"d{number}", email=ADA, anonymous_id=f"d{number:03}") for number in range(SHOWN)))
    assert main(["who", ADA]) == 0
    assert f"  and {57 - SHOWN} more, which --json lists\n" in capsys.readouterr().out


def test_a_lead_without_an_address_has_no_company(stack: Stack, capsys: Out) -> None:
    take(stack, said("alone", user_id="nobody's"))
    assert main(["who", "user_id:nobody's"]) == 0
    assert capsys.readouterr().out == (
        "user_id:nobody's: one lead, 1 key\n"
        "  kind     key       joined (UTC)  through  because  said by  at (UTC)  activity\n"
        "  user_id  nobody's  lives here\n"
    )


def test_who_asked_to_be_erased_is_listed(stack: Stack, capsys: Out) -> None:
    assert main(["who", "--erase-requested"]) == 0
    assert capsys.readouterr().out == "Nobody has asked to be erased.\n"
    take(
        stack,
        said("gone", "crm.contact.deleted", later(8), {"erase": True}, crm_id="151"),
        said("too", "crm.contact.deleted", later(7), {"erase": True}, crm_id="99"),
    )
    assert main(["who", "--erase-requested"]) == 0
    assert capsys.readouterr().out == (
        "  asked on              lead           CRM record\n"
        "  2026-03-09 09:00 UTC  crm_id:99      99\n"
        "  2026-03-10 09:00 UTC  ada@a.example  151\n"
        "2 leads, of whom nobody is alerted any more.\n"
    )
    assert main(["who", "--erase-requested", "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["lives_under"], each["crm_id"], each["erase_requested"]) for each in found] == [
        ("crm_id:99", "99", "2026-03-09T09:00:00Z"),
        (ADA, "151", "2026-03-10T09:00:00Z"),
    ]


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["cy@c.example"], 1, "cy@c.example: no lead of the stack has this address\n"),
        (["crm_id:7"], 1, "crm_id:7: no lead of the stack has this key\n"),
        (["zz"], 2, "'zz' is no email address, nor one of crm_id:…, user_id:…, anonymous_id:…\n"),
        (["crm_id:"], 2, "'crm_id:' is no email address, nor one of crm_id:…, user_id:…, anonymous_id:…\n"),
        ([], 2, "name either a lead or --erase-requested\n"),
        ([ADA, "--erase-requested"], 2, "name either a lead or --erase-requested\n"),
    ],
)
def test_who_is_not_known_is_said_to_be_so(words: list[str], code: int, told: str, capsys: Out) -> None:
    assert main(["who", *words]) == code
    assert capsys.readouterr().err == told


def test_other_commands_follow_a_lead_that_lives_under_another_address(stack: Stack, capsys: Out) -> None:
    assert main(["explain", "ade@a.example"]) == 0
    said = capsys.readouterr()
    assert said.err == MOVED
    assert "form:1" in said.out
    assert main(["explain", ADA, "--json"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["void", "ade@a.example", "form:1", "--reason", "x"]) == 0
    assert capsys.readouterr().err == MOVED
    (word,) = [activity for parcel in stack.sent() for activity in parcel.activities]
    take(stack, word, now=word.at)
    assert main(["explain", ADA]) == 0
    assert "taken back" in capsys.readouterr().out
