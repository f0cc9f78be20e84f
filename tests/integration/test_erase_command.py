"""`leadflow erase` and `leadflow export` on a stack that moto plays, as people and as programs use them."""

import io
import json
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from leadflow.application.afterlife import REMAINS
from leadflow.cli.main import main
from tests.integration.housing import housed
from tests.integration.privacy import ADDRESS, BO, BROWSER, CANARY, KEYS, House, id_of, ids

Out = pytest.CaptureFixture[str]


class Terminal(io.StringIO):
    """Where somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[House]:
    with housed(monkeypatch, tmp_path) as found:
        found.browses(anonymousId=BROWSER)
        found.fills_in()
        found.works()
        yield found


def documents(capsys: Out, *words: str) -> list[Mapping[str, object]]:
    capsys.readouterr()
    assert main(list(words)) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_would_go_is_shown_before_and_only_who_types_yes_erases(
    house: House, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = house.holding(CANARY, *ids())
    capsys.readouterr()
    assert main(["erase", ADDRESS, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{ADDRESS}, anonymous_id:{BROWSER}: one lead, 2 keys\n  leads       2\n  lists       3\n")
    assert told.endswith("Nothing was erased.\n")
    assert main(["erase", ADDRESS]) == 2
    assert "nobody is there to be asked; with --yes it is done without" in capsys.readouterr().err
    for answer, code in (("y", 1), ("yes", 0)):
        screen = Terminal()
        monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
        monkeypatch.setattr("sys.stdout", screen)
        assert main(["erase", ADDRESS]) == code
        assert (house.holding(CANARY, *ids()) == before) is bool(code)
    assert "Erased: leads 2," in screen.getvalue()


def test_programs_are_told_what_was_found_and_then_what_is_gone_what_goes_when_and_what_was_sent(
    house: House, capsys: Out
) -> None:
    found, done = documents(capsys, "erase", ADDRESS, "--yes", "--json")
    assert (found["stores"], found["sent"]) == (_stores(done), done["sent"])
    assert isinstance(done["sent"], list)
    assert [(each["destination"], each["automation"]) for each in done["sent"]] == [
        ("sales", "tell"),
        ("sales", "look"),
        ("tracks.care", "look"),
    ]
    assert done["by_hand"] == ["track care: take the lead off it"]
    assert isinstance(done["expires"], dict)
    assert set(done["expires"]) == set(REMAINS)
    assert house.holding(CANARY) == []
    again = documents(capsys, "erase", ADDRESS, "--yes", "--json")
    assert set(_stores(again[1]).values()) == {0}


def _stores(done: Mapping[str, object]) -> Mapping[str, int]:
    stores = done["stores"]
    assert isinstance(stores, dict)
    return {name: count for name, count in stores.items() if name != "near"}


def test_all_who_asked_for_it_are_erased_and_no_longer_listed(house: House, capsys: Out) -> None:
    capsys.readouterr()
    assert main(["erase", "--requested", "--yes"]) == 0
    assert capsys.readouterr().out == "Nobody has asked to be erased.\n"
    assert documents(capsys, "erase", "--requested", "--json") == [{"erased": []}]
    house.asks_to_be_erased()
    house.fills_in(BO, device="", text="bo")
    house.works()
    capsys.readouterr()
    assert main(["erase", "--requested", "--yes"]) == 0
    assert house.holding(CANARY) == []
    capsys.readouterr()
    assert main(["who", "--erase-requested"]) == 0
    assert capsys.readouterr().out == "Nobody has asked to be erased.\n"
    assert main(["who", BO]) == 0


def test_what_a_restore_brings_back_of_who_was_erased_is_erased_again(house: House, capsys: Out) -> None:
    capsys.readouterr()
    assert main(["erase", "--again", "--yes"]) == 0
    assert capsys.readouterr().out == "Nobody was erased.\n"
    kept = {table: house.items(table) for table in ("Timeline", "Outbox", "Deliveries")}
    assert main(["erase", ADDRESS, "--yes"]) == 0
    left = house.holding(*ids())
    for table, items in kept.items():
        for item in items:
            house.stack.dynamodb.put_item(TableName=table, Item=item)
    assert house.holding(CANARY) != []
    capsys.readouterr()
    assert main(["erase", "--again", "--yes"]) == 0
    assert capsys.readouterr().out.startswith(f"lead {id_of(KEYS[0])}: erased on ")
    assert house.holding(CANARY) == []
    assert house.holding(*ids()) == left


def test_an_address_that_nobody_knows_yet_can_be_kept_out_and_let_in(house: House, capsys: Out) -> None:
    capsys.readouterr()
    assert main(["erase", "cy@c.example", "--yes"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "cy@c.example: no lead of the stack has this key; nothing of it is to be taken in from now on\n"
    )
    assert "  nothing is kept of them\nErased. A tombstone drops" in told
    assert main(["erase", "cy@c.example", "--yes"]) == 0
    assert "cy@c.example: erased on " in capsys.readouterr().out
    house.fills_in("cy@c.example", device="", text="cy")
    house.works()
    assert house.holding("cy@c.example") == []
    capsys.readouterr()
    assert main(["erase", "cy@c.example", "--readmit"]) == 0
    assert capsys.readouterr().out.startswith("cy@c.example: what is heard of this lead from now on is taken in;")
    assert main(["erase", "cy@c.example", "--readmit"]) == 1
    assert capsys.readouterr().err == "cy@c.example: nobody with this key is erased\n"


def test_all_that_is_kept_is_exported_for_its_reader_alone(house: House, capsys: Out, tmp_path: Path) -> None:
    house.buries("relay", json.dumps({"to": ADDRESS}))
    person, *parts = documents(capsys, "export", ADDRESS)
    assert (person["part"], person["lives_under"]) == ("person", ADDRESS)
    kinds = {part["part"] for part in parts}
    assert kinds == {"standing", "trait", "occurrence", "list", "timeline", "news", "deliveries", "dead letters"}
    assert {part["queue"] for part in parts if part["part"] == "dead letters"} == {"relay"}
    told = tmp_path / "told.jsonl"
    capsys.readouterr()
    assert main(["export", f"anonymous_id:{BROWSER}", "--to", str(told)]) == 0
    assert capsys.readouterr().out == f"anonymous_id:{BROWSER}: {len(parts) + 1} parts written to {told}\n"
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    assert len(told.read_text().splitlines()) == len(parts) + 1
    assert main(["export", ADDRESS, "--to", str(tmp_path)]) == 2


@pytest.mark.usefixtures("house")
def test_of_who_was_erased_and_of_nobody_there_is_nothing_to_export(capsys: Out) -> None:
    (nobody,) = documents(capsys, "export", "cy@c.example")
    assert (nobody["lead"], nobody["erased_at"]) == (None, None)
    assert main(["erase", ADDRESS, "--yes"]) == 0
    (erased,) = documents(capsys, "export", ADDRESS)
    assert erased["lead"] is None
    assert erased["erased_at"] is not None
    assert id_of(KEYS[0]) not in json.dumps(erased)


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name either a lead, --requested or --again\n"),
        ([ADDRESS, "--requested"], "name either a lead, --requested or --again\n"),
        (["--requested", "--readmit"], "--readmit goes with one lead, and with nothing else\n"),
        ([ADDRESS, "--dry-run", "--readmit"], "--readmit goes with one lead, and with nothing else\n"),
        (["zz"], "'zz' is no email address, nor one of crm_id:…, user_id:…, anonymous_id:…\n"),
    ],
)
def test_wrong_usage_is_said_to_be_so(words: list[str], told: str, capsys: Out) -> None:
    capsys.readouterr()
    assert main(["erase", *words]) == 2
    assert capsys.readouterr().err == told
