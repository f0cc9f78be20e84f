"""Whatever a stranger has written everywhere, no command steers a terminal with it, and none fails over it."""

from collections.abc import Iterator
from dataclasses import replace
from shlex import split
from typing import Final

import boto3
import pytest

from functions.receive import app as receive
from leadflow.adapters.intake import message
from leadflow.application.ports import Parcel
from leadflow.cli.main import main
from leadflow.cli.terminal import harmless
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from tests.integration.housing import housed
from tests.integration.privacy import House

HOSTILE: Final = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\x08\u202e\x00'; rm -rf ~; echo $(id) `id` =HYPERLINK(1)"
EMAIL: Final = "eve@nest.example"
USER: Final = f"user{HOSTILE}"
KINDS: Final = ("form.submitted", "page.viewed", "email.clicked", "search.performed", "product.login", "video.watched")

STATED: Final[dict[str, Json]] = dict.fromkeys(
    ("url", "form", "asset", "term", "campaign", "message_id", "user_agent", "ip", "subject", "network"), HOSTILE
)
KNOWN: Final[dict[str, Json]] = dict.fromkeys(
    ("name", "first_name", "last_name", "title", "company", "phone", "owner", "crm.stage", "website", HOSTILE), HOSTILE
)


def did(number: int, kind: str, keys: Keys, now: Instant) -> Activity:
    properties: dict[str, Json] = {**STATED, HOSTILE: HOSTILE}
    machine = HOSTILE if number == 1 else None
    return Activity(f"{number}{HOSTILE}", keys, kind, now, now, HOSTILE, properties, KNOWN, machine, raw=STATED)


def heard(house: House) -> None:
    now = receive.now()
    keys = Keys(EMAIL, f"crm{HOSTILE}", USER, f"device{HOSTILE}")
    told = [did(number, kind, keys, now) for number, kind in enumerate(KINDS)]
    told.append(replace(told[0], id="bo", lead=Keys("bo@nest.example", anonymous_id=keys.anonymous_id)))
    told.append(replace(told[0], id="stated", type="identity.stated"))
    boto3.client("sqs").send_message(QueueUrl=house.stack.intake, MessageBody=message(Parcel(told)))
    house.works()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, housed(patch, tmp_path_factory.mktemp("house")) as found:
        heard(found)
        yield found


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "words",
    [
        ["who", EMAIL],
        ["who", EMAIL, "--json"],
        ["who", f"user_id:{USER}"],
        ["who", "--erase-requested"],
        ["explain", EMAIL],
        ["explain", EMAIL, "--json"],
        ["export", EMAIL],
        ["leads"],
        ["leads", "--csv"],
        ["leads", "--json"],
        ["segment", "hot"],
        ["segment", "hot", "--csv"],
        ["segment", "hot", "--json"],
        ["segment"],
        ["deliveries"],
        ["deliveries", "--json"],
        ["notify", EMAIL, "--automation", "tell", "--dry-run"],
        ["notify", EMAIL, "--automation", "tell", "--dry-run", "--json"],
        ["void", EMAIL, f"0{HOSTILE}", "--reason", HOSTILE],
        ["void", EMAIL, "none", "--reason", HOSTILE],
        ["split", EMAIL, f"user_id:{USER}", "--reason", HOSTILE, "--dry-run"],
        ["status"],
        ["rescore", "--dry-run"],
        ["erase", EMAIL, "--dry-run"],
        ["erase", EMAIL, "--dry-run", "--json"],
    ],
    ids=" ".join,
)
def test_no_command_prints_what_steers_a_terminal(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) in (0, 1)
    told = capsys.readouterr()
    assert told.out + told.err
    assert (told.out, told.err) == (harmless(told.out), harmless(told.err))


@pytest.mark.usefixtures("house")
def test_what_is_printed_to_be_pasted_runs_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    activity = f"3{HOSTILE}"
    assert main(["void", EMAIL, activity, "--reason", "a scanner"]) == 0
    (line,) = [each for each in capsys.readouterr().out.splitlines() if "leadflow void" in each]
    words = split(line.partition(": ")[2])
    assert words == ["leadflow", "void", EMAIL, harmless(activity), "--reason", "TEXT", "--give-back"]
