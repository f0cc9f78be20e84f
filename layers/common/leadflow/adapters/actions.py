"""The queue `actions`: one message is one action for one piece of news, or one question to a source's provider."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from leadflow.adapters.aws_json import Ask
from leadflow.adapters.sending import MOST, send
from leadflow.application.fetch import Fetch
from leadflow.application.ports import Order
from leadflow.domain.activity import Kind
from leadflow.domain.decision import Decision
from leadflow.domain.errand import Errand, Origin, Roundup
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.json import Json


class NoErrand(ValueError):
    """The message is not one that `encode` wrote."""


def encode(errand: Order) -> str:
    """The message's body, JSON: ids, names, addresses of our own people, and of a question what was read before it."""
    if isinstance(errand, Decision):
        return json.dumps({"decision": asdict(errand)})
    if isinstance(errand, Fetch):
        return json.dumps({"fetch": asdict(errand)})
    if isinstance(errand, Roundup):
        return json.dumps({"roundup": asdict(errand)})
    stated: dict[str, Json] = {"lead": errand.lead, "news": errand.news}
    stated |= {"automation": errand.automation, "action": errand.action}
    stated |= {} if errand.owner is None else {"owner": errand.owner}
    return json.dumps(stated if errand.origin is None else {**stated, "origin": asdict(errand.origin)})


def decode(body: str) -> Order:
    """The errand that the body states. Raises NoErrand."""
    try:
        stated = json.loads(body)
        if "fetch" in stated:
            return _fetch(**stated["fetch"])
        if "roundup" in stated:
            return _roundup(**stated["roundup"])
        if "decision" in stated:
            return _decision(**stated["decision"])
        lead, owner, origin = LeadId(stated["lead"]), stated.get("owner"), _origin(stated.get("origin"))
        return Errand(lead, stated["news"], stated["automation"], stated["action"], owner, origin)
    except (ValueError, KeyError, TypeError) as error:
        raise NoErrand("not the body of an errand") from error


def named(order: Order) -> Mapping[str, str]:
    """What logs call it by: the id of the webhook that it began with, and that of the news that it is about."""
    if isinstance(order, Fetch):
        return {"trace": order.trace}
    if isinstance(order, Roundup):
        return {}
    if isinstance(order, Decision):
        return {"trace": order.trace, "news": order.news}
    return {"trace": order.news if order.origin is None else order.origin.trace, "news": order.news}


def _origin(stated: Mapping[str, Json] | None) -> Origin | None:
    if stated is None:
        return None
    at = stated["at"]
    if not isinstance(at, int):
        raise TypeError("not the parts of an origin")
    return Origin(str(stated["trace"]), Instant(at))


def _fetch(*, received_at: Json, about: Json, **stated: str) -> Fetch:
    if not isinstance(received_at, int) or not isinstance(about, dict):
        raise TypeError("not the parts of a question")
    texts = {str(name): str(text) for name, text in about.items()}
    return Fetch(received_at=Instant(received_at), about=texts, **stated)


def _roundup(channel: str, hour: Json, to: str) -> Roundup:
    if not isinstance(hour, int):
        raise TypeError("not the parts of a roundup")
    return Roundup(channel, Instant(hour), to)


def _decision(until: Json, **stated: str) -> Decision:
    if not isinstance(until, int | None):
        raise TypeError("not the parts of a decision")
    return Decision(
        source=stated["source"],
        automation=stated["automation"],
        news=stated["news"],
        kind=Kind(stated["kind"]),
        by=stated["by"],
        at=Instant(int(stated["at"])),
        received_at=Instant(int(stated["received_at"])),
        shown_at=Instant(int(stated["shown_at"])),
        reason=stated["reason"],
        until=None if until is None else Instant(until),
        callback=stated["callback"],
        trace=stated.get("trace", ""),
    )


class SqsActions:
    """The port `Actions` on a standard queue."""

    def __init__(self, sqs: Ask, queue_url: str) -> None:
        self._sqs = sqs
        self._queue_url = queue_url

    def send(self, errands: Sequence[Order], delay: Duration = Duration(0)) -> None:
        """Sends all; a delay is rounded up to whole seconds, and none is longer than 15 minutes."""
        for start in range(0, len(errands), MOST):
            send(self._sqs, self._queue_url, [encode(each) for each in errands[start : start + MOST]], delay)

    def renew(self, body: str, delay: Duration) -> None:
        """Send the message anew, so that its attempts are counted from the beginning. Raises OutsideDown."""
        send(self._sqs, self._queue_url, [body], delay)
