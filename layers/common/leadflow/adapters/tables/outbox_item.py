"""News as an item of the table `outbox`, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, cast

from leadflow.adapters.tables.item import number, shard, text
from leadflow.domain.automation import Change
from leadflow.domain.errand import Origin
from leadflow.domain.explanation import Contribution, Explanation
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import DAY, SECOND, Instant
from leadflow.domain.news import Evidence, News
from leadflow.domain.transition import Cause, Transition

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item

_KEPT: Final = 35 * DAY


def key(lead: LeadId, news: str) -> "Item":
    """The item's key: what follows the lead in the id of its news is the range."""
    return {"lead": text(lead), "what": text(news.removeprefix(f"{lead}."))}


def to_item(news: News) -> "Item":
    """The item, all of it readable.

    `pending` keeps it in the index `by_pending`, and lets the stream's reader see it, until everybody was told of it.
    """
    at = news.transition.at
    return {
        **key(news.lead, news.id),
        "version": number(news.version),
        "at": number(at),
        "transition": {"M": _transition(news.transition)},
        "evidence": text(json.dumps(asdict(news.evidence))),  # DynamoDB's numbers are not floats
        "pending": text(shard(news.lead)),
        "expires_at": number((at + _KEPT) // SECOND),
        **({} if news.origin is None else {"origin": {"M": _origin(news.origin)}}),
    }


def from_item(item: "Item") -> News:
    """The news that `to_item` wrote, now or in an earlier version of this code."""
    return News(
        lead=LeadId(item["lead"]["S"]),
        version=int(item["version"]["N"]),
        transition=_transition_of(item["transition"]["M"], Instant(int(item["at"]["N"]))),
        evidence=_evidence(item["evidence"]["S"]),
        origin=_origin_of(item["origin"]["M"]) if "origin" in item else None,
    )


def from_stream(image: Mapping[str, object]) -> News:
    """The news in the `NewImage` of a record of the table's stream."""
    return from_item(cast("Item", image))


def _transition(transition: Transition) -> "dict[str, AttributeValueTypeDef]":
    written: dict[str, AttributeValueTypeDef] = {
        "change": text(transition.change),
        "of": text(transition.of),
        "cause": text(transition.cause),
        "calls": {"L": [text(name) for name in transition.calls]},
    }
    if transition.takes_back:
        written["takes_back"] = {"L": [text(name) for name in transition.takes_back]}
    for name, value in (("to", transition.to), ("activity", transition.activity)):
        if value is not None:
            written[name] = text(value)
    return written


def _transition_of(written: "Item", at: Instant) -> Transition:
    return Transition(
        change=Change(written["change"]["S"]),
        of=written["of"]["S"],
        to=written["to"]["S"] if "to" in written else None,
        at=at,
        cause=Cause(written["cause"]["S"]),
        calls=tuple(name["S"] for name in written["calls"]["L"]),
        takes_back=tuple(name["S"] for name in written.get("takes_back", {"L": []})["L"]),
        activity=written["activity"]["S"] if "activity" in written else None,
    )


def _origin(origin: Origin) -> "dict[str, AttributeValueTypeDef]":
    return {"trace": text(origin.trace), "at": number(origin.at)}


def _origin_of(written: "Item") -> Origin:
    return Origin(written["trace"]["S"], Instant(int(written["at"]["N"])))


def _evidence(written: str) -> Evidence:
    evidence = json.loads(written)
    explanation = evidence["explanation"]
    if explanation is not None:
        parts = tuple(Contribution(**part) for part in explanation["contributions"])
        explanation = Explanation(**explanation | {"contributions": parts})
    return Evidence(
        scores=evidence["scores"],
        classes=evidence["classes"],
        segments=tuple(evidence["segments"]),
        explanation=explanation,
    )
