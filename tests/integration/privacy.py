"""A person who leaves canaries in every store of a stack that moto plays, by what senders post and functions do."""

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlencode

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.evaluate import app as evaluate
from functions.react import app as react
from functions.receive import app as receive
from leadflow.adapters import aws
from leadflow.adapters.aws import asking
from leadflow.adapters.clock import now
from leadflow.adapters.dead_letters import SqsDeadLetters
from leadflow.adapters.intake import message
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.ports import Parcel
from leadflow.application.webhook import Request
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Key, Keys, LeadId, lead_id
from leadflow.domain.instant import iso, moment
from leadflow.domain.json import Json
from local.samples import signing_secret
from tests.integration.aws import TABLES
from tests.integration.outward import CONTEXT, NONE, Stack
from tests.integration.receiving import event
from tests.models import model

if TYPE_CHECKING:
    from leadflow.adapters.tables.item import Item

SECRET: Final = "k" * 64
CANARY: Final = "canary7f3a"
"""Stands in everything that is personal of hers, and nowhere else."""

ADDRESS: Final = f"{CANARY}@nest.example"
BO: Final = "bo@fjord.example"
BROWSER: Final = f"{CANARY}-browser"
OFFICE: Final = "office-browser"
"""A computer that both use."""

KEYS: Final[tuple[Key, ...]] = (("email", ADDRESS), ("anonymous_id", BROWSER), ("user_id", f"{CANARY}-user"))

_OTHER: Final = (moment(now()).hour + 12) % 24
"""An hour that it is not, while the test runs."""

POLICY: Final = model(
    sources={
        "contact": {"kind": "form", "secret": "contact", "origins": ["https://www.acme.example"]},
        "site": {"kind": "segment", "secret": "site"},
    },
    signals={"form": {"activity": "form.submitted"}, "page": {"activity": "page.viewed"}},
    scores={"readiness": {"points": {"form": 10, "page": 1}}},
    segments={"hot": {"signal": "form"}, "seen": {"signal": "page"}},
    routing=[{"round_robin": ["grace@acme.example", "jonas@acme.example"]}],
    tracks={"care": {"via": {"webhook": "care-webhook"}}},
    automations={
        "tell": {"when": {"enters": "hot"}, "do": [{"notify": "sales"}, {"assign": "routing"}]},
        "later": {"when": {"enters": "hot"}, "hours": f"{_OTHER:02}:00-{_OTHER:02}:01", "do": [{"notify": "sales"}]},
        "look": {"when": {"enters": "seen"}, "do": [{"notify": "sales"}, {"enrol": "care"}]},
    },
    channels={"sales": {"slack": "sales-webhook"}},
)


@dataclass
class House:
    """The stack with all its functions, and what lies in its tables and queues as anybody would find it."""

    stack: Stack
    queues: Mapping[str, str]
    news: set[tuple[str, str]] = field(default_factory=set)

    def posts(self, path: str, body: bytes, content: str, **headers: str) -> int:
        request = Request("POST", path, "", {"content-type": content, **headers}, body, CANARY_IP)
        return int(receive.handler(event(request), CONTEXT)["statusCode"])

    def fills_in(self, email: str = ADDRESS, *, device: str = BROWSER, text: str = CANARY) -> None:
        """A form, with all that people write into forms."""
        fields = {
            "email": email,
            "name": f"{text} Lindqvist",
            "message": f"Call me: {text}",
            "anonymous_id": device,
        }
        headers = {"origin": "https://www.acme.example", "user-agent": f"{text}/1.0"}
        token = signing_secret("form", "contact")
        body = urlencode(fields).encode()
        answer = self.posts(f"/hooks/contact/{token}", body, "application/x-www-form-urlencoded", **headers)
        assert answer in (200, 303)

    def browses(self, *, at: str | None = None, text: str = CANARY, name: str = "page", **keys: str) -> None:
        """A page, whose address tells who came."""
        said: dict[str, Json] = {
            **keys,
            "messageId": f"{text}-{name}-{'-'.join(keys.values())}",
            "timestamp": at or iso(receive.now()),
            "properties": {"url": f"https://www.acme.example/?who={text}"},
            "context": {"ip": CANARY_IP, "userAgent": f"{text}/1.0"},
        }
        self._tracks("page", said)

    def identifies(self, user: str, *, text: str = CANARY, **more: Json) -> None:
        traits = {"firstName": text, **more}
        said: dict[str, Json] = {"userId": user, "messageId": f"{text}-{user}", "traits": traits}
        self._tracks("identify", {**said, "timestamp": iso(receive.now())})

    def _tracks(self, what: str, said: Mapping[str, Json]) -> None:
        key = base64.b64encode(f"{signing_secret('segment', 'site')}:".encode()).decode()
        answer = self.posts(f"/v1/{what}", json.dumps(said).encode(), "application/json", authorization=f"Basic {key}")
        assert answer == 200

    def works(self) -> None:
        """Bring all that waits to whom it is for, until nothing does."""
        for _ in range(20):
            if not any([self.takes_in(), self.reacts(), self.delivers()]):
                return
        raise AssertionError("something is still under way")

    def takes_in(self) -> bool:
        found = (
            boto3.client("sqs")
            .receive_message(QueueUrl=self.queues["intake"], MaxNumberOfMessages=10)
            .get("Messages", [])
        )
        context = cast("LambdaContext", SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000))
        for each in found:
            assert evaluate.handler({"Records": [{"messageId": "m", "body": each["Body"]}]}, context) == NONE
            boto3.client("sqs").delete_message(QueueUrl=self.queues["intake"], ReceiptHandle=each["ReceiptHandle"])
        return bool(found)

    def reacts(self) -> bool:
        fresh = [each for each in self.items("Outbox") if (each["lead"]["S"], each["what"]["S"]) not in self.news]
        for each in fresh:
            self.news.add((each["lead"]["S"], each["what"]["S"]))
            self.streams(each)
        return bool(fresh)

    def streams(self, image: "Item") -> None:
        record: react.Record = {"dynamodb": {"SequenceNumber": "1", "NewImage": image}}
        assert react.handler({"Records": [record]}, CONTEXT) == NONE

    def delivers(self) -> bool:
        done = False
        while self.stack.deliver() is not None:
            done = True
        return done

    def asks_to_be_erased(self) -> None:
        """The CRM has deleted her record for her privacy's sake."""
        at = now()
        properties: dict[str, Json] = {"erase": True}
        gone = Activity("gone", Keys(email=ADDRESS), "crm.contact.deleted", at, at, "site", properties)
        boto3.client("sqs").send_message(QueueUrl=self.queues["intake"], MessageBody=message(Parcel([gone])))

    def before_a_write(self, deed: Callable[..., None]) -> None:
        """Let that be done before the function `evaluate` puts any item into a table."""
        client = aws.dynamodb()
        client.meta.events.register("before-call.dynamodb.PutItem", deed)
        writer = evaluate.wired().writer
        leads = DynamoLeads(client, "Leads", "Outbox")
        timeline = DynamoTimeline(client, "Timeline", days=800)
        evaluate.wired().writer = replace(writer, leads=leads, timeline=timeline)

    def buries(self, queue: str, body: str) -> None:
        SqsDeadLetters(asking(boto3.client("sqs")), self.queues[queue]).bury(body, "poison")

    def items(self, table: str) -> "list[Item]":
        return list(self.stack.dynamodb.scan(TableName=table, ConsistentRead=True)["Items"])

    def letters(self, queue: str) -> list[str]:
        """All bodies of the queue, which nobody else sees for a moment."""
        found: list[str] = []
        handles: list[str] = []
        while (
            messages := boto3.client("sqs")
            .receive_message(QueueUrl=self.queues[queue], MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            .get("Messages")
        ):
            found += [json.dumps([each["Body"], each.get("MessageAttributes", {})], default=str) for each in messages]
            handles += [each["ReceiptHandle"] for each in messages]
        for handle in handles:
            boto3.client("sqs").change_message_visibility(
                QueueUrl=self.queues[queue], ReceiptHandle=handle, VisibilityTimeout=0
            )
        return found

    def holding(self, *words: str) -> list[str]:
        """Where any of the words stands, in whatever table or queue, packed or not."""
        texts = {f"{table} {_place(item)}": _text(item) for table in TABLES for item in self.items(table)}
        texts |= {f"{queue} {place}": body for queue in self.queues for place, body in enumerate(self.letters(queue))}
        return sorted(place for place, text in texts.items() if any(word.lower() in text.lower() for word in words))


CANARY_IP: Final = "203.0.113.77"


def id_of(key: Key) -> LeadId:
    return lead_id(key, SECRET.encode())


def ids() -> list[LeadId]:
    return [id_of(key) for key in KEYS]


def _place(item: "Item") -> str:
    names = ("lead", "at_id", "what", "transition", "action", "list")
    return " ".join(str(item[name].get("S")) for name in names if name in item)


def _text(item: "Item") -> str:
    """All that the item holds; what is packed is unpacked."""
    return json.dumps(item, default=_unpacked)


def _unpacked(value: object) -> object:
    if isinstance(value, set):
        return sorted(value)
    raw = bytes(cast("bytes", value))
    try:
        return zlib.decompress(raw).decode("utf-8", "replace")
    except zlib.error:
        return raw.decode("latin-1")
