"""`leadflow pull crm` and `leadflow crm ...` against the stand-in for HubSpot, on a stack that moto plays."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import boto3
import pytest

from leadflow.adapters.intake import opened
from leadflow.adapters.sources import kinds
from leadflow.application.ports import Parcel
from leadflow.cli.main import main
from leadflow.model.compile import read
from local.crm.exchange import Failure
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin
from tests.integration.stack import Stack, up
from tests.models import did, later

PLANTED = (Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8")
SECRET = "/leadflow/test/out/crm-token"
GOOD = (Path(__file__).parent / "mapped.yaml").read_text(encoding="utf-8")
PEOPLE = 250
Out = pytest.CaptureFixture[str]


@dataclass
class World:
    """The CRM, the stack, and the model file."""

    provider: HubSpot
    crm: Standin
    stack: Stack
    file: Path

    def pulled(self) -> list[Parcel]:
        """All that has come into the queue."""
        found: list[Parcel] = []
        while (
            messages := boto3.client("sqs")
            .receive_message(QueueUrl=self.stack.queue, MaxNumberOfMessages=10)
            .get("Messages")
        ):
            found += [opened(each["Body"]).parcel for each in messages]
        return found


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    provider = HubSpot()
    seed(provider.account, PEOPLE)
    with Standin(provider) as crm:
        monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
        monkeypatch.setenv("LEADFLOW_LOCAL_SINKS", crm.place)
        file = tmp_path / "leadflow.yaml"
        file.write_text(GOOD.replace("PORT", str(crm.server_port)), encoding="utf-8")
        with up(tmp_path, read(file, kinds())) as stack:
            boto3.client("ssm").put_parameter(Name=SECRET, Value=TOKEN, Type="SecureString")
            yield World(provider, crm, stack, file)


def test_a_pull_tells_of_everybody_in_the_crm_and_alerts_nobody(world: World, capsys: Out) -> None:
    assert main(["pull", "crm"]) == 0
    told = capsys.readouterr().out
    assert "Read from hubspot, as the source crm, in " in told
    assert "  contacts   250  records  250  activities" in told
    parcels = world.pulled()
    assert all(parcel.imported for parcel in parcels)
    contacts = [each for parcel in parcels for each in parcel.activities if each.type == "crm.contact.changed"]
    assert len({each.id for each in contacts}) == PEOPLE
    (ada,) = [each for each in contacts if each.lead.email == "ada.lindqvist@nordlys.example"]
    assert ada.traits["title"] == "CTO"


@pytest.mark.usefixtures("world")
def test_programs_get_what_was_read(capsys: Out) -> None:
    assert main(["pull", "crm", "--json", "--only", "contacts"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["source"] == "crm"
    assert told["read"]["contacts"] == {"records": PEOPLE, "activities": PEOPLE}
    assert "deals" not in told["read"]


@pytest.mark.usefixtures("world")
def test_what_cannot_be_pulled_is_wrong_usage(capsys: Out) -> None:
    assert main(["pull", "crm", "--only", "people"]) == 2
    assert capsys.readouterr().err == "--only people: hubspot has owners, companies, contacts, deals\n"


def test_a_pull_that_somebody_stops_goes_on(world: World, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    world.crm.fail(Failure(429, retry_after=3_600), after=6)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", _Impatient())
        assert main(["pull", "crm"]) == 130
    before = len(world.crm.calls)
    assert main(["pull", "crm"]) == 0
    assert "Gone on with the pull that was begun on" in capsys.readouterr().out
    assert not any("contacts?" in each.asked.path for each in world.crm.calls[before:][:1])
    activities = [each.id for parcel in world.pulled() for each in parcel.activities]
    assert len(activities) == len(set(activities))


class _Impatient(io.StringIO):
    """Whoever looks at this terminal presses Ctrl-C as soon as there is something to wait for."""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if "waiting " in text:
            raise KeyboardInterrupt
        return super().write(text)


def test_a_refused_secret_is_named(world: World, capsys: Out) -> None:
    world.provider.tokens.clear()
    assert main(["pull", "crm"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "hubspot refuses the secret crm-token: it answers 401",
        "`leadflow secret set crm-token` writes another one",
    ]


def test_a_missing_secret_is_named(world: World, capsys: Out) -> None:
    boto3.client("ssm").delete_parameter(Name=SECRET)
    assert main(["crm", "check", str(world.file)]) == 1
    assert capsys.readouterr().err == "the secret crm-token is not set: `leadflow secret set crm-token` writes it\n"


def test_a_right_that_is_missing_is_said(world: World, capsys: Out) -> None:
    world.provider.withheld.add("contacts")
    assert main(["pull", "crm"]) == 1
    refused, advice = capsys.readouterr().err.splitlines()
    assert refused.startswith("hubspot refuses: HubSpot answered 403: MISSING_SCOPES")
    assert advice == "`leadflow crm check` says whether the CRM has every field of the map"


@pytest.mark.parametrize(
    ("taken", "told"),
    [
        ("crm:\n  provider: hubspot\n", "the model has no section `crm`"),
        ("  crm:\n    { kind: hubspot", "no source of the model is of kind hubspot"),
        (", token: crm-token", "the source crm has no `token`"),
    ],
)
def test_a_model_that_names_too_little_is_told_what_is_missing(
    world: World, capsys: Out, taken: str, told: str
) -> None:
    text = world.file.read_text(encoding="utf-8")
    before, _, after = text.partition(taken)
    rest = after if taken.startswith(",") else "" if taken.startswith("crm:") else after.partition("\n")[2]
    world.file.write_text(before + rest, encoding="utf-8")
    assert main(["crm", "check", str(world.file)]) == 2
    assert capsys.readouterr().err.startswith(told)


def test_every_planted_mistake_is_found_with_its_line_and_its_remedy(world: World, capsys: Out) -> None:
    world.file.write_text(PLANTED.replace("PORT", str(world.crm.server_port)), encoding="utf-8")
    assert main(["crm", "check", str(world.file)]) == 1
    page = capsys.readouterr().out.replace(str(world.file), "planted.yaml")
    assert page == (Path(__file__).parent / "planted.expected").read_text(encoding="utf-8")
    assert main(["crm", "check", str(world.file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert len(told["fields"]) == 11
    assert all(each["line"] and each["path"] for each in told["findings"])


def test_setup_shows_what_it_would_make_and_asks(world: World, capsys: Out) -> None:
    assert main(["crm", "setup", str(world.file)]) == 2
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "To be made in hubspot:",
        "  contact  leadflow_readiness  number   “Leadflow readiness”  for readiness",
        "  contact  leadflow_interest   choice   “Leadflow interest”   for interest   with high, low",
        "  contact  leadflow_hot        boolean  “Leadflow hot”        for hot",
        "  contact  leadflow_region     text     “Region”              for region",
    ]
    assert told.err == "nobody is there to ask: --yes makes them\n"
    assert "leadflow_hot" not in world.provider.account.properties["contacts"]


def test_a_local_stack_asks_the_crm_that_is_beside_it_whatever_the_file_names(
    world: World, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEADFLOW_LOCAL_SINKS")
    file = world.stack.home / "stack.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "sinks": f"127.0.0.1:1,{world.crm.place}"}))
    named = world.file.read_text(encoding="utf-8").replace(world.crm.url, "https://api.hubapi.com")
    world.file.write_text(named, encoding="utf-8")
    assert main(["crm", "check", str(world.file)]) == 1
    assert "MISSING" in capsys.readouterr().out
    assert world.crm.calls


def test_setup_makes_what_is_missing_once(world: World, capsys: Out) -> None:
    assert main(["crm", "setup", str(world.file), "--yes"]) == 0
    assert "made: leadflow_interest of the contact" in capsys.readouterr().out
    made = world.provider.account.properties["contacts"]["leadflow_interest"]
    assert [value for value, _ in made.options] == ["high", "low"]
    assert main(["crm", "check", str(world.file)]) == 0
    capsys.readouterr()
    asked = len(world.crm.calls)
    assert main(["crm", "setup", str(world.file), "--yes"]) == 0
    assert capsys.readouterr().out == "hubspot has every field of the map (5); there is nothing to make.\n"
    assert {each.asked.method for each in world.crm.calls[asked:]} == {"GET"}


def test_a_field_that_cannot_be_made_holds_up_no_other(world: World, capsys: Out) -> None:
    text = world.file.read_text(encoding="utf-8").replace("leadflow_readiness", "Leadflow Readiness")
    world.file.write_text(text, encoding="utf-8")
    assert main(["crm", "setup", str(world.file), "--yes"]) == 1
    told = capsys.readouterr().out
    assert "Not made: Leadflow Readiness of the contact, for readiness: hubspot refuses: HubSpot answered 400" in told
    assert "made: leadflow_region of the contact\n" in told
    assert "leadflow_region" in world.provider.account.properties["contacts"]


def test_conflicts_are_listed_with_who_wrote_what_and_what_holds(world: World, capsys: Out) -> None:
    policy = read(world.file, kinds())
    ours = replace(did("1", "form.submitted", traits={"title": "VP"}), source="contact")
    theirs = replace(did("2", "crm.contact.changed", traits={"title": "CTO"}), source="crm")
    world.stack.knows(policy, ours, theirs, at=later(1))
    assert main(["crm", "conflicts"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "  lead                 field  we know  from     at (UTC)          the CRM says  at (UTC)          holds",
        (
            "  ada@nordlys.example  title  VP       contact  2026-03-02 09:00  CTO           2026-03-02 09:00  "
            "the CRM (wins: crm)"
        ),
        "",
        "  title  1  the CRM's side holds in 1",
        "1 conflict in 1 lead. Both sides are kept: `wins` in the model says which holds.",
    ]
    assert main(["crm", "conflicts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["crm"] == {"value": "CTO", "by": "crm", "at": "2026-03-02T09:00:00Z"}


@pytest.mark.usefixtures("world")
def test_without_conflicts_there_is_one_line(capsys: Out) -> None:
    assert main(["crm", "conflicts"]) == 0
    assert capsys.readouterr().out == "Nowhere does hubspot say anything else than we know.\n"
    assert main(["crm", "conflicts", "--json"]) == 0
    assert capsys.readouterr().out == ""
