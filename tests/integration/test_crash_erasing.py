"""A command that dies at any call leaves nothing that the same command again does not erase."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import boto3
import pytest
from botocore.exceptions import ClientError

from leadflow.adapters import clock
from leadflow.adapters.letters import Letters
from leadflow.adapters.morgue import SqsMorgue
from leadflow.adapters.tables.book import DynamoBook
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.kept import KeptNews, KeptTimeline
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.lists import DynamoLists
from leadflow.adapters.tables.memberships import DynamoMemberships
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.traces import Traces
from leadflow.adapters.tables.unnamed import Unnamed
from leadflow.application.archive import Archive
from leadflow.application.erase import Eraser, Store
from leadflow.application.listing import Lister
from leadflow.application.ports import Outcome, Parcel
from leadflow.application.whom import Whom
from leadflow.domain import ledger
from leadflow.domain.errand import Errand
from leadflow.domain.identity import Keys
from leadflow.domain.instant import MINUTE
from leadflow.domain.ledger import Assignment
from leadflow.domain.membership import Membership
from tests.integration.aws import TABLES, by_emulator_with_tables, by_moto
from tests.integration.mortal import MOMENTS, Death, Mortal
from tests.integration.test_crash import World
from tests.models import did, later
from tests.unit.application.joining import ADA, BO, NOW, SALES, id_of, said, seen
from tests.unit.application.workbench import KEY

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ReceiveMessageResultTypeDef

    from leadflow.adapters.tables.item import Item

HERS: Final = ("email", ADA)
HER: Final = id_of(*HERS)
LIFE: Final = (
    seen("page", anonymous_id="x"),
    said("form", "form.submitted", later(1), email=ADA, anonymous_id="x"),
    said("login", "product.login", later(2), email=ADA, user_id="u1"),
    said("office:1", at=later(3), email=ADA, anonymous_id="office"),
    said("office:2", "form.submitted", later(3), email=BO, anonymous_id="office"),
)
Tables = Mapping[str, "list[Item]"]


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_emulator_with_tables() as found:
        yield found


def plant(client: "DynamoDBClient") -> None:
    """Something of hers and of Bo's in every table."""
    world = World(client, SALES)
    for each in LIFE:
        world.work(Parcel([each]), NOW)
    timeline = DynamoTimeline(client, "Timeline", days=800)
    timeline.add_unidentified(replace(did("unnamed", at=NOW, properties={"to": ADA}), lead=Keys(), source="site"))
    deliveries, book = DynamoDeliveries(client, "Deliveries"), DynamoBook(client, "Deliveries")
    leads = DynamoLeads(client, "Leads", "Outbox")
    lister = Lister(leads, DynamoLists(client, "Lists"))
    for lead in (HER, id_of("email", BO)):
        errand = Errand(lead, f"{lead}.1.entered:warm", "tell", 0)
        deliveries.claim(errand, NOW, MINUTE, "sales")
        deliveries.end(errand, Outcome.DONE, NOW)
        page = ledger.of_member("grace@acme.example")
        page = book.read([page])[page.name]
        pages = [replace(page, notes={**page.notes, lead: NOW}), ledger.only(ledger.of_lead(lead), "grace", NOW)]
        book.assign(errand.news, Assignment("grace@acme.example", NOW), pages)
        membership = Membership(on=True, wanted=True, before=False, at=NOW, version=1, by="tell")
        DynamoMemberships(client, "Deliveries").write(lead, "care", membership, NOW)
        lister.keep(leads.load([lead])[lead], NOW)


def erase(client: "DynamoDBClient") -> None:
    leads, timeline = DynamoLeads(client, "Leads", "Outbox"), DynamoTimeline(client, "Timeline", days=0)
    stores: Mapping[str, Store] = {
        "timeline": KeptTimeline(client, "Timeline", timeline),
        "unidentified": Unnamed(client, "Timeline", ["site"], NOW),
        "news": KeptNews(client, "Outbox"),
        "deliveries": Traces(client, "Deliveries"),
    }
    lister = Lister(leads, DynamoLists(client, "Lists"))
    Eraser(Archive(leads, timeline, KEY, SALES), lister, stores).erase([HERS], NOW)


def tables(client: "DynamoDBClient") -> Tables:
    return {name: sorted(client.scan(TableName=name)["Items"], key=repr) for name in TABLES}


def restore(client: "DynamoDBClient", kept: Tables) -> None:
    keys = {"Leads": ("lead",), "Timeline": ("lead", "at_id"), "Outbox": ("lead", "what")}
    keys |= {"Deliveries": ("transition", "action"), "Lists": ("list", "lead")}
    for name, items in kept.items():
        for there in client.scan(TableName=name)["Items"]:
            client.delete_item(TableName=name, Key={key: there[key] for key in keys[name]})
        for item in items:
            client.put_item(TableName=name, Item=item)


def plain(found: Tables) -> Tables:
    """However often leads and pages were written."""
    return {name: [{**item, "version": {"N": "0"}} for item in items] for name, items in found.items()}


def test_a_death_after_any_call_to_a_table_is_made_good_by_the_same_again(client: "DynamoDBClient") -> None:
    _, moment = MOMENTS

    def dying(at: int | None) -> int:
        mortal = Mortal(at)
        client.meta.events.register(moment, mortal.live, unique_id="mortal")
        with suppress(Death):
            erase(client)
        client.meta.events.unregister(moment, unique_id="mortal")
        return mortal.calls

    plant(client)
    planted = tables(client)
    calls = dying(None)
    expected = plain(tables(client))
    text = repr({**expected, "Leads": [], "Lists": []})
    assert ADA not in repr(expected)
    assert HER not in text
    assert f"{id_of('email', BO)}.1.entered:warm" in text
    for call in range(1, calls + 1):
        restore(client, planted)
        dying(call)
        erase(client)
        assert plain(tables(client)) == expected, f"death at call {call}"


BODIES: Final = (f"poison {ADA}", "poison", json.dumps({"wakes": [HER, "another"]}), json.dumps({"lead": HER}))
REST: Final = ['{"wakes":["another"]}', "poison"]


@dataclass
class Grave:
    """A dead-letter queue, and the handles of all letters that were ever received."""

    sqs: "SQSClient"
    url: str
    handles: list[str] = field(default_factory=list)

    def note(self, parsed: "ReceiveMessageResultTypeDef", **_: object) -> None:
        self.handles += [each["ReceiptHandle"] for each in parsed.get("Messages", [])]

    def clear(self) -> None:
        whom = Whom(frozenset({HER}), frozenset({ADA}), KEY)
        Letters({"intake": SqsMorgue(self.sqs, self.url, "", clock.now(), patience=0)}).clear(whom)

    def let_ten_minutes_pass(self) -> None:
        """Then others see what a dead worker has taken."""
        for each in self.handles:
            with suppress(ClientError):  # it was deleted
                self.sqs.change_message_visibility(QueueUrl=self.url, ReceiptHandle=each, VisibilityTimeout=0)

    def bodies(self) -> list[str]:
        found = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
        return sorted(each["Body"] for each in found)


@pytest.mark.parametrize("moment", ["before-call.sqs", "after-call.sqs"])
def test_a_death_at_any_call_to_a_queue_is_made_good_by_the_same_again(moment: str) -> None:
    def dying(at: int | None) -> tuple[int, set[str]]:
        with by_moto():
            sqs, mortal = boto3.client("sqs"), Mortal(at)
            grave = Grave(sqs, sqs.create_queue(QueueName="dead")["QueueUrl"])
            for body in BODIES:
                sqs.send_message(QueueUrl=grave.url, MessageBody=body)
            sqs.meta.events.register("after-call.sqs.ReceiveMessage", grave.note)
            sqs.meta.events.register(moment, mortal.live, unique_id="mortal")
            with suppress(Death):
                grave.clear()
            sqs.meta.events.unregister(moment, unique_id="mortal")
            grave.let_ten_minutes_pass()
            grave.clear()
            return mortal.calls, set(grave.bodies())

    calls, left = dying(None)
    assert (left, calls > len(BODIES)) == (set(REST), True)
    for call in range(1, calls + 1):
        assert dying(call)[1] == left, f"death at call {call}"
