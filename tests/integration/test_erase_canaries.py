"""Nothing that a person has left anywhere survives `leadflow erase`, and nothing of them comes in again."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from leadflow.adapters.actions import encode
from leadflow.cli.main import main
from leadflow.domain.errand import Errand
from leadflow.domain.identity import LeadId
from tests.integration.housing import housed
from tests.integration.privacy import ADDRESS, BO, BROWSER, CANARY, KEYS, OFFICE, House, id_of, ids

Out = pytest.CaptureFixture[str]
HER: LeadId = id_of(KEYS[0])
TOMBSTONES = sorted(f"Leads {each}" for each in ids())


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[House]:
    with housed(monkeypatch, tmp_path) as found:
        yield found


def live(house: House) -> None:
    """She browses, fills in a form, logs in, and shares a computer with Bo, who is somebody else."""
    house.browses(anonymousId=BROWSER)
    house.works()
    house.fills_in()
    house.identifies(KEYS[2][1], email=ADDRESS)
    house.browses(userId=KEYS[2][1], anonymousId=OFFICE)
    house.identifies("bo-user", text="bo", email=BO)
    house.fills_in(ADDRESS, device=OFFICE)
    house.fills_in(BO, device=OFFICE, text="bo")
    house.fills_in("", device="", text=ADDRESS)
    house.works()


def die(house: House) -> str:
    """What of her has died, in every queue; Bo's part of a letter that told of both."""
    house.fills_in(text=CANARY)
    house.fills_in(BO, device="", text="bo died")
    hers, his = _bodies(house)
    both = {"activities": [*hers["activities"], *his["activities"]], "wakes": [HER, id_of(("email", BO))]}
    house.buries("intake-dead", json.dumps(both))
    house.buries("intake-dead", f"no JSON at all: {ADDRESS}")
    house.buries("intake-dead", f"of somebody else: not{ADDRESS}".replace(CANARY, "bird"))
    house.buries("actions-dead", encode(Errand(HER, f"{HER}.1.entered:hot", "tell", 0)))
    house.buries("relay", json.dumps({"detail": {"mail": {"destination": [ADDRESS.upper()]}}}))
    house.buries("outbox", json.dumps({"DDBStreamBatchInfo": {"shardId": "shardId-1"}}))
    return json.dumps({"activities": his["activities"], "wakes": [id_of(("email", BO))]}, separators=(",", ":"))


def standing(house: House) -> list[str]:
    """Where her ids stand, but on the cards that keep her off all lists for a day: these are empty."""
    cards = {f"Lists {each} lead:{each}" for each in ids()}
    for item in house.items("Lists"):
        if f"Lists {item['lead']['S']} {item['list']['S']}" in cards:
            assert item["lists"] == {"L": []}
            assert "expires_at" in item
    return [place for place in house.holding(*ids()) if place not in cards]


def _bodies(house: House) -> list[dict[str, list[object]]]:
    found = boto3.client("sqs").receive_message(QueueUrl=house.queues["intake"], MaxNumberOfMessages=10)["Messages"]
    for each in found:
        boto3.client("sqs").delete_message(QueueUrl=house.queues["intake"], ReceiptHandle=each["ReceiptHandle"])
    return [json.loads(each["Body"]) for each in found]


def test_nothing_of_hers_is_left_in_any_table_queue_or_dead_letter(house: House, capsys: Out) -> None:
    live(house)
    rest = die(house)
    planted = house.holding(CANARY, *ids())
    assert {place.split()[0] for place in planted} == {
        *("Leads", "Timeline", "Outbox", "Deliveries", "Lists"),
        *("intake-dead", "actions-dead", "relay"),
    }
    capsys.readouterr()
    assert main(["erase", ADDRESS, "--yes"]) == 0
    assert "Erased: leads 3" in capsys.readouterr().out
    assert house.holding(CANARY) == []
    assert standing(house) == TOMBSTONES
    left = [json.loads(each)[0] for each in house.letters("intake-dead")]
    assert sorted(left) == sorted([rest, "of somebody else: notbird@nest.example"])
    assert len(house.letters("outbox")) == 1
    assert main(["who", BO]) == 0
    assert "a shared device" in capsys.readouterr().out


def test_what_arrives_later_is_dropped_and_leaves_nothing(house: House, capsys: Out) -> None:
    live(house)
    news = house.items("Outbox")
    sent = len(house.stack.sink.taken)
    house.fills_in(text=f"{CANARY} in flight")
    assert main(["erase", ADDRESS, "--yes"]) == 0
    for image in news:
        house.streams(image)
    house.browses(anonymousId=BROWSER, name="late")
    house.browses(userId=KEYS[2][1], name="late")
    house.fills_in(text=f"{CANARY} again")
    house.identifies(KEYS[2][1], email=ADDRESS)
    house.works()
    assert house.holding(CANARY) == []
    assert standing(house) == TOMBSTONES
    assert not [each for each in house.stack.sink.taken[sent:] if CANARY in json.dumps(each)]
    capsys.readouterr()
    assert main(["who", ADDRESS]) == 1
    assert "was erased on" in capsys.readouterr().err


@pytest.mark.parametrize("known", [False, True])
def test_a_worker_that_read_the_lead_before_writes_nothing_after(house: House, *, known: bool) -> None:
    if known:
        live(house)
    house.browses(userId=KEYS[2][1], name="racing")
    house.fills_in(text=f"{CANARY} racing")
    begun: list[int] = []

    def erase_first(**_: object) -> None:
        if not begun:
            begun.append(1)
            assert main(["erase", ADDRESS, "--yes"]) == 0
            assert main(["erase", ":".join(KEYS[2]), "--yes"]) == 0

    house.before_a_write(erase_first)
    house.works()
    assert begun
    assert house.holding(CANARY) == []
    assert set(standing(house)) <= set(TOMBSTONES)


def test_who_is_readmitted_begins_anew(house: House, capsys: Out) -> None:
    live(house)
    assert main(["erase", ADDRESS, "--yes"]) == 0
    assert main(["erase", ADDRESS, "--readmit"]) == 0
    house.browses(userId=KEYS[2][1], name="before", at="2026-03-02T09:00:00Z")
    house.works()
    assert house.holding(CANARY) == []
    house.fills_in(text="back")
    house.works()
    capsys.readouterr()
    assert main(["export", ADDRESS]) == 0
    parts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [part["type"] for part in parts if part["part"] == "timeline"] == ["form.submitted", "sales.assigned"]
