"""Whatever goes well or wrong, no log, metric, error or item tells who a lead is, or a secret."""

import json
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.deliver import app as deliver
from functions.evaluate import app as evaluate
from functions.react import app as react
from functions.relay import app as relay
from leadflow.adapters.actions import encode
from leadflow.domain.errand import Errand
from local.samples import signing_secret
from tests.integration.housing import housed
from tests.integration.outward import CONTEXT, PATH, put_secret
from tests.integration.privacy import ADDRESS, BROWSER, CANARY, CANARY_IP, SECRET, House, id_of

if TYPE_CHECKING:
    from leadflow.adapters.tables.item import Item

FORM: Final = "application/x-www-form-urlencoded"
SECRETS: Final = (signing_secret("form", "contact"), signing_secret("segment", "site"), SECRET, PATH.rpartition("/")[2])
LAMBDA: Final = cast("LambdaContext", SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000))
HER: Final = id_of(("email", ADDRESS))

ORIGIN: Final = {"origin": "https://www.acme.example"}


def raised(*deeds: Callable[[], object]) -> Iterator[str]:
    """What Lambda would log of what each of them raises."""
    for deed in deeds:
        try:
            deed()
        except AssertionError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is
            yield "".join(traceback.format_exception(error))


def work(house: House) -> Iterator[str]:
    """As queues and stream do it: what fails is kept, and holds up nobody."""
    intake = (
        boto3.client("sqs").receive_message(QueueUrl=house.stack.intake, MaxNumberOfMessages=10).get("Messages", [])
    )
    yield from raised(*(partial(evaluates, each["Body"]) for each in intake))
    news = [each for each in house.items("Outbox") if "pending" in each]
    yield from raised(*(partial(reacts, each) for each in news))
    while found := boto3.client("sqs").receive_message(QueueUrl=house.stack.actions).get("Messages"):
        yield from raised(partial(delivers, found[0]["Body"], found[0]["ReceiptHandle"]))


def evaluates(body: str) -> None:
    evaluate.handler({"Records": [{"messageId": "m", "body": body}]}, LAMBDA)


def reacts(image: "Item") -> None:
    react.handler({"Records": [{"dynamodb": {"SequenceNumber": "1", "NewImage": image}}]}, CONTEXT)


def delivers(body: str, handle: str) -> None:
    record: deliver.Record = {
        "messageId": "m",
        "receiptHandle": handle,
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
    }
    deliver.handler({"Records": [record]}, CONTEXT)


def a_lead_comes(house: House, number: int) -> None:
    """One that nobody knows yet, so that sales is told of it."""
    house.fills_in(f"{CANARY}.{number}@nest.example", device=f"{BROWSER}{number}", text=f"{CANARY} {number}")


def everything_goes_well(house: House) -> Iterator[str]:
    house.browses(anonymousId=BROWSER)
    house.fills_in()
    yield from work(house)


def webhooks_are_forged_and_broken(house: House) -> Iterator[str]:
    token = signing_secret("form", "contact")
    for path, body, content in (
        (f"/hooks/contact/{CANARY}", f"email={ADDRESS}".encode(), FORM),
        (f"/hooks/{CANARY}", b"", FORM),
        (f"/hooks/contact/{token}", f'{{"email": "{ADDRESS}"'.encode(), "application/json"),
        (f"/hooks/contact/{token}", f"email={ADDRESS}&{'x' * 2**20}".encode(), FORM),
        (f"/hooks/contact/{token}", ADDRESS.encode(), f"multipart/form-data; boundary={CANARY}"),
        (f"/v1/{CANARY}", b"", FORM),
        ("/v1/track", f'{{"userId": "{CANARY}"}}'.encode(), "application/json"),
    ):
        assert house.posts(path, body, content, **ORIGIN, cookie=CANARY) in (400, 401, 413)
    yield ""


def the_queues_and_the_stream_hold_poison(house: House) -> Iterator[str]:
    activity = {"id": CANARY, "lead": {"email": [ADDRESS]}, "type": CANARY, "source": CANARY}
    parcels = ADDRESS, json.dumps({"activities": [activity], "wakes": [CANARY]}), json.dumps({"wakes": ADDRESS})
    yield from raised(*(partial(evaluates, each) for each in parcels))
    image: Item = {"lead": {"S": CANARY}, "what": {"S": ADDRESS}, "transition": {"S": ADDRESS}}
    yield from raised(partial(reacts, image))
    orders = ADDRESS, encode(Errand(HER, f"{HER}.9.entered:hot", "tell", 0)), encode(Errand(HER, "n", "tell", 7))
    yield from raised(*(partial(delivers, each, "handle") for each in orders))
    house.stack.environment.setenv("ACTIONS_QUEUE_URL", house.stack.actions)
    relay.wired.cache_clear()
    mail = {"source": "aws.ses", "detail-type": "Email Clicked", "detail": {"mail": {"destination": [ADDRESS]}}}
    yield from raised(lambda: relay.handler(mail, CONTEXT))


def destinations_say_it_all_again(house: House) -> Iterator[str]:
    statuses = (500, 404, 429, 302, 400, 0)
    house.stack.sink.answers = [(each, f"{CANARY} {ADDRESS}", {"x-canary": CANARY}) for each in statuses]
    for number in range(len(statuses)):
        a_lead_comes(house, number)
    yield from work(house)
    assert house.stack.sink.answers == []


def a_secret_is_no_address(house: House) -> Iterator[str]:
    put_secret(f"ftp://{CANARY}", "/leadflow/test/out/sales-webhook")
    deliver.wired.cache_clear()
    a_lead_comes(house, 10)
    yield from work(house)


def tables_are_gone(house: House) -> Iterator[str]:
    """One after the other, each with a lead just before whatever needs the table."""
    for number, name in enumerate(("Lists", "Deliveries", "Outbox", "Timeline", "Leads"), 20):
        a_lead_comes(house, number)
        intake = boto3.client("sqs").receive_message(QueueUrl=house.stack.intake)["Messages"]
        news = house.items("Outbox") if number < 22 else []
        if number < 22:
            evaluates(intake[0]["Body"])
            news = house.items("Outbox")
        house.stack.dynamodb.delete_table(TableName=name)
        yield from raised(partial(evaluates, intake[0]["Body"]), *(partial(reacts, each) for each in news))
        found = (
            boto3.client("sqs")
            .receive_message(QueueUrl=house.stack.actions, MaxNumberOfMessages=10)
            .get("Messages", [])
        )
        yield from raised(*(partial(delivers, each["Body"], each["ReceiptHandle"]) for each in found))


def queues_are_gone(house: House) -> Iterator[str]:
    for url in (house.stack.dead_letters, house.stack.intake, house.stack.actions):
        boto3.client("sqs").delete_queue(QueueUrl=url)
    body = f"email={ADDRESS}&name={CANARY}".encode()
    assert house.posts(f"/hooks/contact/{signing_secret('form', 'contact')}", body, FORM, **ORIGIN) == 503
    yield from raised(partial(delivers, ADDRESS, "handle"))


CALAMITIES: Final = (
    everything_goes_well,
    webhooks_are_forged_and_broken,
    the_queues_and_the_stream_hold_poison,
    destinations_say_it_all_again,
    a_secret_is_no_address,
    tables_are_gone,
    queues_are_gone,
)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[House]:
    with housed(monkeypatch, tmp_path) as found:
        yield found


@pytest.mark.filterwarnings("ignore:No application metrics to publish")
def test_no_log_metric_or_error_tells_who_it_is_or_a_secret(
    house: House, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for calamity in CALAMITIES:
        errors = [each for each in calamity(house) if each]
        told = "\n".join([*capsys.readouterr(), *(str(vars(each)) for each in caplog.records), *errors])
        found = [word for word in (CANARY, CANARY_IP, "nest.example", *SECRETS) if word.lower() in told.lower()]
        assert (calamity.__name__, found, told != "") == (calamity.__name__, [], True)
        caplog.clear()


def test_no_secret_stands_in_any_item_or_message(house: House) -> None:
    assert not "".join(everything_goes_well(house))
    a_lead_comes(house, 1)
    house.buries("actions-dead", encode(Errand(HER, "n", "tell", 0)))
    assert house.holding(CANARY)
    assert house.holding(*SECRETS) == []
