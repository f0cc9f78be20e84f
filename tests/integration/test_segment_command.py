"""`leadflow segment` and `leadflow leads` on a stack that moto plays."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from leadflow.adapters import aws, clock
from leadflow.adapters.tables.lists import DynamoLists
from leadflow.application.listing import Lister
from leadflow.cli.main import main
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, HOUR, Instant
from leadflow.domain.json import Json
from tests.integration.stack import Stack, up
from tests.models import did, model
from tests.samples import news

Out = pytest.CaptureFixture[str]

NOW = clock.now()
POLICY = model(
    signals={
        "clicked": {"activity": "email.clicked"},
        "demo": {"activity": "form.submitted", "says": "asked for a demo"},
    },
    scores={
        "readiness": {"range": None, "points": {"clicked": {"each": 8, "half_life": "10 days"}, "demo": 40}},
        "fit": {"traits": [{"when": {"trait": "title", "is": "ceo"}, "points": 30}]},
    },
    segments={"hot": {"score": "readiness", "at_least": 40}, "chief": {"trait": "title", "is": "ceo"}},
    classes={"stage": {"sticky": "forward", "subscriber": "otherwise", "engaged": {"in": "hot"}}},
)
BARE = replace(POLICY, classes={})
WHY = "+40 asked for a demo, 5 weeks ago"
ADA, BO, CY, DI = "ada@nordlys.example", "bo@nordlys.example", "cy@fjord.example", "di@gmail.com"


def deed(name: str, email: str, kind: str = "email.clicked", ago: int = 40, **traits: Json) -> Activity:
    return did(name, kind, Instant(NOW - ago * DAY), Keys(email=email), traits=traits)


def assigned(name: str, email: str, owner: str) -> Activity:
    return did(name, "sales.assigned", Instant(NOW - 39 * DAY), Keys(email=email), properties={"owner": owner})


HISTORY: Sequence[Sequence[Activity]] = (
    (deed("a1", ADA, "form.submitted", title="ceo"), deed("a2", ADA, ago=1), assigned("a3", ADA, "Ann@Acme.example")),
    (deed("b1", BO, "form.submitted"), assigned("b2", BO, "bob@acme.example")),
    (deed("c1", CY, ago=2), deed("c2", CY, ago=1), assigned("c3", CY, "ann@acme.example")),
    (deed("d1", DI, "email.delivered"),),
)


def known(stack: Stack, *, listed: bool = True) -> None:
    """The stack has taken in what they did, and whoever keeps lists has heard of it."""
    lister = Lister(stack.leads, DynamoLists(aws.dynamodb(), "Lists"))
    for deeds in HISTORY:
        stack.knows(POLICY, *deeds, at=Instant(NOW - HOUR))
        lead = stack.id(str(deeds[0].lead.email))
        if listed:
            lister.heard(news(lead), NOW)


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    with up(tmp_path, POLICY) as found:
        yield found


def said(capsys: Out, *words: str, code: int = 0) -> list[str]:
    assert main(words) == code
    return capsys.readouterr().out.splitlines()


def names(capsys: Out, *words: str) -> list[str]:
    return [json.loads(line)["name"] for line in said(capsys, *words, "--json")]


def test_all_segments_and_classes_are_counted(stack: Stack, capsys: Out) -> None:
    known(stack)
    assert said(capsys, "segment") == [
        "segments",
        "  hot    2  ########################################",
        "  chief  1  ####################",
        "",
        "stage (funnel)",
        "  subscriber  2  ########################################",
        "  engaged     2  ########################################",
        "",
    ]
    (told,) = said(capsys, "segment", "--json")
    assert json.loads(told) == {
        "segments": {"hot": 2, "chief": 1},
        "classes": {"stage": {"subscriber": 2, "engaged": 2}},
        "looked_at": 4,
        "judged_otherwise": 0,
        "unlisted": 0,
    }
    assert said(capsys, "segment", "--csv") == [
        "of,name,leads",
        "segment,hot,2",
        "segment,chief,1",
        "stage,subscriber,2",
        "stage,engaged,2",
    ]
    assert said(capsys, "segment", "stage")[0] == "stage (funnel)"


def test_who_is_in_a_segment_is_listed_with_the_reason(stack: Stack, capsys: Out) -> None:
    known(stack)
    assert said(capsys, "segment", "hot") == [
        "  lead                 readiness  segments    owner             company          why",
        f"  ada@nordlys.example       47.5  hot, chief  ann@acme.example  nordlys.example  {WHY}",
        f"  bo@nordlys.example        40.0  hot         bob@acme.example  nordlys.example  {WHY}",
        "",
        "2 leads.",
    ]
    assert sorted(names(capsys, "segment", "stage:subscriber")) == [CY, DI]
    rows = list(csv.DictReader(said(capsys, "segment", "chief", "--csv")))
    assert [(row["email"], row["owner"], row["fit"], row["segments"], row["stage"]) for row in rows] == [
        (ADA, "ann@acme.example", "30.0", "hot; chief", "engaged")
    ]
    assert said(capsys, "segment", "chief", "--json")[0].startswith('{"lead": "')


@pytest.mark.usefixtures("stack")
def test_a_segment_that_nobody_is_in_is_empty_and_one_that_is_not_there_is_an_error(capsys: Out) -> None:
    assert said(capsys, "segment", "hot") == ["0 leads."]
    assert main(["segment", "hott"]) == 1
    assert capsys.readouterr().err == "the model has no segment hott; did you mean hot?\n"
    assert main(["segment", "stage:engagd"]) == 1
    assert "did you mean stage:engaged?" in capsys.readouterr().err
    assert main(["segment", "hot", "--refill"]) == 2


def test_who_has_left_since_or_asked_to_be_erased_is_not_shown(stack: Stack, capsys: Out) -> None:
    known(stack)
    ada, bo = (stack.leads.load([stack.id(each)])[stack.id(each)] for each in (ADA, BO))
    stack.leads.commit(replace(bo, standing=replace(bo.standing, segments={})))
    assert names(capsys, "segment", "hot") == [ADA]
    stack.leads.commit(replace(ada, lead=replace(ada.lead, erase_requested=NOW)))
    assert names(capsys, "segment", "hot") == []
    assert names(capsys, "leads", "--top", "9") == [BO, CY, DI]


def test_leads_are_sorted_by_a_score_as_it_is_now(stack: Stack, capsys: Out) -> None:
    known(stack)
    assert names(capsys, "leads") == [ADA, BO, CY, DI]
    assert names(capsys, "leads", "--top", "1") == [ADA]
    assert names(capsys, "leads", "--by", "fit", "--top", "2") == [ADA, BO]
    assert [line.split()[0] for line in said(capsys, "leads", "--rise", "30 days")] == ["lead", CY, ADA]
    assert said(capsys, "leads", "--rise", "30 days", "--by", "readiness")[1].split()[1:3] == ["+14.4", "14.4"]


def test_leads_are_those_of_an_owner_a_segment_and_a_company(stack: Stack, capsys: Out) -> None:
    known(stack)
    assert names(capsys, "leads", "--owner", "ANN@acme.example") == [ADA, CY]
    assert names(capsys, "leads", "--segment", "hot", "--owner", "ann@acme.example") == [ADA]
    assert names(capsys, "leads", "--company", "www.nordlys.example") == [ADA, BO]
    assert names(capsys, "leads", "--company", "nordlys.example", "--segment", "chief") == [ADA]
    assert said(capsys, "leads", "--company", "nobody.example", code=1) == ["No lead is like that."]
    assert main(["leads", "--company", "gmail.com"]) == 1


def test_a_company_s_leads_are_found_where_no_list_is_sure_to_have_them(stack: Stack, capsys: Out) -> None:
    known(stack, listed=False)
    stack.judges_by(BARE)
    assert names(capsys, "leads", "--company", "nordlys.example") == [ADA, BO]


@pytest.mark.parametrize("words", [("--top", "0"), ("--top", "x"), ("--csv", "--json")])
@pytest.mark.usefixtures("stack")
def test_what_cannot_be_meant_is_wrong_usage(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["leads", *words])
    assert end.value.code == 2


@pytest.mark.parametrize("words", [("--by", "readyness"), ("--owner", "ann")])
@pytest.mark.usefixtures("stack")
def test_a_score_that_is_not_there_and_an_owner_who_is_no_address_are_wrong_usage(words: tuple[str, ...]) -> None:
    assert main(["leads", *words]) == 2


def test_without_scores_nothing_can_rise_and_all_are_listed_by_name(stack: Stack, capsys: Out) -> None:
    known(stack)
    stack.judges_by(replace(BARE, scores={}, segments={}))
    assert main(["leads", "--rise", "7d"]) == 2
    capsys.readouterr()
    assert [line.split()[:2] for line in said(capsys, "leads", "--top", "2")[1:]] == [[ADA, "-"], [BO, "-"]]


def test_lists_that_lack_leads_are_said_to_and_can_be_filled(stack: Stack, capsys: Out) -> None:
    known(stack, listed=False)
    assert said(capsys, "segment")[-1].startswith("Not complete: some leads stand on no list yet")
    assert said(capsys, "segment", "--refill") == ["4 leads looked at, 4 put where they stand."]
    assert said(capsys, "segment", "--refill") == ["4 leads looked at, 0 put where they stand."]
    assert said(capsys, "segment")[-1] == ""


def test_lists_by_another_model_are_said_to_be_so(stack: Stack, capsys: Out) -> None:
    known(stack)
    stack.judges_by(replace(POLICY, segments={"hot": POLICY.segments["hot"]}))
    assert main(["segment", "hot"]) == 0
    assert "of 4 leads looked at, 4 still stand where another model has put them" in capsys.readouterr().err
