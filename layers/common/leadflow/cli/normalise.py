"""`leadflow normalise`: the activities that a webhook's body becomes, or why it is refused."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadflow.adapters import clock
from leadflow.adapters.payloads import body
from leadflow.adapters.sources import SOURCES, source
from leadflow.application.fetch import Fetching
from leadflow.application.parcels import weight
from leadflow.application.ports import OutsideDown
from leadflow.application.webhook import Deciding, Refused, Request, Webhook
from leadflow.cli.failure import Failure
from leadflow.cli.normalised_sender import sender
from leadflow.cli.terminal import harmless
from leadflow.domain import wire
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json

PATHS: Final[Mapping[str, str]] = {"segment": "/v1/batch"}


@dataclass(frozen=True, slots=True)
class Around:
    """What a webhook has besides its body; `about` is what the file of a sample says of its source."""

    path: str
    headers: Mapping[str, str]
    received_at: Instant
    about: Mapping[str, Json]


def add_arguments(parser: ArgumentParser) -> None:
    """The kind of sender, and what its body does not say."""
    parser.add_argument("kind", choices=SOURCES, metavar="KIND", help=f"who sent it: {', '.join(SOURCES)}")
    parser.add_argument("--headers", type=Path, metavar="FILE", help="its headers as a JSON object, or one of events/")
    parser.add_argument(
        "--field", action="append", default=[], metavar="FIELD=TRAIT", help="a form's field and its trait"
    )
    parser.add_argument("--source", metavar="NAME", help="the source of the model file that it was sent to")
    parser.add_argument("--model", type=Path, default=Path("leadflow.yaml"), metavar="MODEL", help="the model file")
    parser.add_argument("--secret", metavar="SECRET", help="refuse what does not verify under this secret")


def run(arguments: Namespace) -> int:
    """Read the body from standard input. Returns 1 where it is refused. Raises Failure."""
    content = sys.stdin.buffer.read()
    around = _around(arguments.kind, arguments.headers, content)
    model = arguments.model if arguments.source else None
    asked = sender(arguments.kind, around.about, arguments.source, model, arguments.field)
    request = Request("POST", around.path, "", around.headers, content, "127.0.0.1")
    token = (
        around.path.removeprefix(f"/hooks/{asked.name}/") if around.path.count("/") > len(("hooks", "name")) else None
    )
    webhook = Webhook(asked, request, around.received_at, token)
    try:
        activities = _read(webhook, arguments.secret)
    except Refused as refused:
        print(harmless(f"refused ({refused.status} {refused.code}): {refused.message}"), file=sys.stderr)
        return 1
    except OutsideDown as error:
        raise Failure(f"it cannot be verified now: {error}") from error
    for activity in activities:
        print(json.dumps(wire.to_json(activity), ensure_ascii=False))
    return 0


def _read(webhook: Webhook, secret: str | None) -> Sequence[Activity]:
    module = source(webhook.sender.kind)
    if secret is not None:
        module.SIGNATURE.verify(webhook, [secret])
    opened = Webhook(webhook.sender, body.unpacked(webhook.request), webhook.received_at, webhook.token)
    activities = list(module.activities(opened))
    for activity in activities:
        weight(activity)  # refuses what the queue would not take
    for fetch in module.fetches(opened) if isinstance(module, Fetching) else ():
        print(harmless(f"the provider is asked for {fetch.what} {fetch.id}"), file=sys.stderr)
    for decision in module.decisions(opened) if isinstance(module, Deciding) else ():
        told = f"{decision.kind} by {decision.by}, of the lead of the news {decision.news}"
        print(harmless(told), file=sys.stderr)
    return activities


def _around(kind: str, path: Path | None, content: bytes) -> Around:
    usual, headers = PATHS.get(kind, f"/hooks/{kind}"), {"content-type": _usual(content)}
    if path is None:
        return Around(usual, headers, clock.now(), {})
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"{path}: no headers can be read here: {error}", code=2) from error
    inner = stated.get("headers", stated) if isinstance(stated, dict) else None
    if not isinstance(inner, dict):
        raise Failure(f"{path}: a JSON object of headers is needed", code=2)
    named = {str(name).lower(): str(value) for name, value in inner.items()}
    try:
        at = parse(stated["received_at"]) if isinstance(stated.get("received_at"), str) else clock.now()
    except ValueError as error:
        raise Failure(f"{path}: received_at is no instant: {error}", code=2) from error
    about = stated if "headers" in stated else {}
    return Around(str(stated.get("path", usual)), {**headers, **named}, at, about)


def _usual(content: bytes) -> str:
    """The content type that a body most likely has."""
    start = content[:1]
    if start == b"-":
        boundary = content.partition(b"\n")[0].strip()[2:].decode("latin-1")
        return f"multipart/form-data; boundary={boundary}"
    return "application/json" if start in (b"{", b"[", b"") else "application/x-www-form-urlencoded"
