"""`leadflow normalise`: the activities that a webhook's body becomes, or why it is refused."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadflow.adapters import body, clock
from leadflow.adapters.sources import SOURCES, source
from leadflow.application.parcels import weight
from leadflow.application.webhook import Refused, Request, Webhook
from leadflow.cli.failure import Failure
from leadflow.domain import wire
from leadflow.domain.activity import Activity
from leadflow.domain.sender import Sender

PATHS: Final[Mapping[str, str]] = {"segment": "/v1/batch"}
TYPES: Final[Mapping[str, str]] = {"form": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Around:
    """What a webhook has besides its body."""

    path: str
    headers: Mapping[str, str]


def add_arguments(parser: ArgumentParser) -> None:
    """The kind of sender, and what its body does not say."""
    parser.add_argument("kind", choices=SOURCES, metavar="KIND", help=f"who sent it: {', '.join(SOURCES)}")
    parser.add_argument("--headers", type=Path, metavar="FILE", help="its headers as a JSON object, or one of events/")
    parser.add_argument(
        "--field", action="append", default=[], metavar="FIELD=TRAIT", help="a form's field and its trait"
    )
    parser.add_argument("--secret", metavar="SECRET", help="refuse what does not verify under this secret")


def run(arguments: Namespace) -> int:
    """Read the body from standard input. Returns 1 where it is refused. Raises Failure."""
    around = _around(arguments.kind, arguments.headers)
    sender = Sender(arguments.kind, arguments.kind, arguments.kind, fields=_fields(arguments.field))
    request = Request("POST", around.path, "", around.headers, sys.stdin.buffer.read(), "127.0.0.1")
    webhook = Webhook(sender, request, clock.now(), around.path.rpartition("/")[2])
    try:
        activities = _read(webhook, arguments.secret)
    except Refused as refused:
        print(f"refused ({refused.status} {refused.code}): {refused.message}", file=sys.stderr)
        return 1
    for activity in activities:
        print(json.dumps(wire.to_json(activity), ensure_ascii=False))
    return 0


def _read(webhook: Webhook, secret: str | None) -> Sequence[Activity]:
    module = source(webhook.sender.kind)
    if secret is not None:
        module.authenticate(webhook, [secret])
    opened = Webhook(webhook.sender, body.unpacked(webhook.request), webhook.received_at, webhook.token)
    activities = list(module.activities(opened))
    for activity in activities:
        weight(activity)  # refuses what the queue would not take
    return activities


def _around(kind: str, path: Path | None) -> Around:
    usual, headers = PATHS.get(kind, f"/hooks/{kind}"), {"content-type": TYPES.get(kind, "application/json")}
    if path is None:
        return Around(usual, headers)
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"{path}: no headers can be read here: {error}", code=2) from error
    inner = stated.get("headers", stated) if isinstance(stated, dict) else None
    if not isinstance(inner, dict):
        raise Failure(f"{path}: a JSON object of headers is needed", code=2)
    named = {str(name).lower(): str(value) for name, value in inner.items()}
    return Around(str(stated.get("path", usual)), {**headers, **named})


def _fields(stated: Sequence[str]) -> Mapping[str, str]:
    pairs = [field.partition("=") for field in stated]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise Failure(f"--field {wrong[0]}: a field and its trait are needed, such as work_email=email", code=2)
    return {name: trait for name, _, trait in pairs}
