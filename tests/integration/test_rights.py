"""Every right of every function is used by what it does here, or excused on its line in the template."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Final, cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.evaluate import app as evaluate
from functions.relay import app as relay
from functions.wake import app as wake
from leadflow.adapters.actions import encode
from leadflow.application.circuit import TRIES
from leadflow.cli.main import main
from leadflow.domain.instant import DAY, MINUTE
from leadflow.domain.sender import Sender
from local.samples import EVENTS, sample
from tests.integration import receiving
from tests.integration.clicking import selling
from tests.integration.housing import housed
from tests.integration.operating import POLICY, errands
from tests.integration.outward import CONTEXT, running
from tests.integration.privacy import ADDRESS, BO, OFFICE
from tests.integration.watching import Watch
from tests.models import model
from tests.rights import by_lambda, excused, granted

Patch = pytest.MonkeyPatch
Deed = Callable[[Patch, Path], None]

HOURS: Final = model(
    signals={"demo": {"activity": "form.submitted"}},
    segments={
        "hot": {"signal": "demo"},
        "at_it": {"signal": "demo", "within": "10 minutes"},
        "fresh": {"signal": "demo", "within": "2 days"},
    },
    channels={"sales": {"slack": "sales-webhook"}},
    automations={"later": {"when": {"enters": "hot"}, "hours": "03:00-03:01", "do": [{"notify": "sales"}]}},
)
"""What is told a day later at the latest, of a lead whose answer holds for ten minutes, then for two days."""

SPOILED: Final = {"Records": [{"messageId": "m", "body": "no parcel"}]}
LAMBDA: Final = cast("LambdaContext", SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000))


def a_lead_lives_and_is_erased(patch: Patch, home: Path) -> None:
    with housed(patch, home) as house:
        house.browses(anonymousId=OFFICE)
        house.works()
        house.fills_in(device=OFFICE)
        house.works()
        house.fills_in(BO, device=OFFICE, text="bo")
        house.works()
        news = house.items("Outbox")
        assert main(["erase", ADDRESS, "--yes"]) == 0
        for image in news:
            house.streams(image)
        house.fills_in()
        house.works()
        evaluate.handler(SPOILED, LAMBDA)


def sales_is_told_when_it_is_time_and_decides(patch: Patch, home: Path) -> None:
    with selling(patch, home) as desk:
        desk.asks()
        desk.post(desk.click("Reject", "not a fit"))
    with selling(patch, home, HOURS) as desk:
        wake.wired.cache_clear()
        desk.asks()
        desk.pass_time(DAY + MINUTE)
        desk.wake()
        wake.handler({}, CONTEXT)
        desk.settle()
        desk.pass_time(2 * DAY)
        wake.handler({}, CONTEXT)
        wake.wired.cache_clear()


def a_destination_fails_and_comes_back(patch: Patch, home: Path) -> None:
    (home / "clock").write_text("0")
    patch.setenv("LEADFLOW_CLOCK", str(home / "clock"))
    with running(patch, POLICY) as stack:
        stack.announce()
        stack.sink.answers = [(404, "", {}), *[(503, "", {})] * TRIES]
        for each in errands("sales", TRIES + 2):
            boto3.client("sqs").send_message(QueueUrl=stack.actions, MessageBody=encode(each))
            stack.deliver(attempt=TRIES)
        (home / "clock").write_text("3600")
        boto3.client("sqs").send_message(QueueUrl=stack.actions, MessageBody=encode(errands("sales", TRIES + 3)[-1]))
        stack.deliver()


def the_bus_and_the_edge_bring_something(patch: Patch, home: Path) -> None:
    del home
    with receiving.receiving():
        patch.setenv(
            "ORIGIN_SECRET_ARN", boto3.client("secretsmanager").create_secret(Name="o", SecretString="o")["ARN"]
        )
        receiving.forget()
        receiving.call(sample("sendgrid", "click").request)
        patch.delenv("ORIGIN_SECRET_ARN")
        patch.setattr(
            "leadflow_model.SENDERS",
            {"mail": Sender("mail", "ses"), "crm": sample("salesforce", "outbound").sender},
        )
        receiving.forget()
        relay.wired.cache_clear()
        for name in ("ses/eventbridge/click", "salesforce/eventbridge/contact-gap"):
            relay.handler(json.loads((EVENTS / f"{name}.json").read_text()), CONTEXT)
        relay.wired.cache_clear()


DEEDS: Final[tuple[Deed, ...]] = (
    a_lead_lives_and_is_erased,
    sales_is_told_when_it_is_time_and_decides,
    a_destination_fails_and_comes_back,
    the_bus_and_the_edge_bring_something,
)


def test_every_right_is_used_or_excused(watch: Watch, monkeypatch: Patch, tmp_path: Path) -> None:
    for deed in DEEDS:
        home = tmp_path / deed.__name__
        home.mkdir()
        deed(monkeypatch, home)
    used = watch.seen | set(by_lambda())
    assert sorted(granted().keys() - used - excused()) == []
    assert sorted(excused() & used) == []


def test_what_lambda_does_in_a_function_s_name_is_granted() -> None:
    assert sorted(set(by_lambda()) - granted().keys()) == []
