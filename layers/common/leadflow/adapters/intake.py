"""The queue `intake`: how a parcel is written as a message, and sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from json import dumps, loads
from typing import Final

from leadflow.adapters.aws_json import Ask, Declined
from leadflow.adapters.sending import MOST, send
from leadflow.application.ports import OutsideDown, Parcel
from leadflow.domain import wire
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration
from leadflow.domain.json import Json

CALL_SIZE: Final = 256 * 1024
"""Bytes of one SendMessageBatch: SQS allows 1 MiB now, 256 KiB once, and emulators either."""

WAITING: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
)
HELD: Final = (*WAITING, "ApproximateNumberOfMessagesDelayed")
"""What a queue says of how many messages it holds."""

FIELDS: Final = frozenset({"activities", "wakes", "attempt", "after", "announce", "imported", "trace"})


class NotAParcel(ValueError):
    """The message's body is nothing that `message` has written; the text names what is wrong."""


@dataclass(frozen=True, slots=True)
class SqsIntake:
    """The queue, by its URL."""

    sqs: Ask
    url: str

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        """Sends all parcels, or raises OutsideDown; what went before a failure may arrive twice.

        A delay is rounded up to whole seconds; SQS holds nothing back for longer than 15 minutes.
        """
        for bodies in _calls([message(parcel) for parcel in parcels]):
            send(self.sqs, self.url, bodies, delay)

    def waiting(self) -> int:
        """About how many messages wait or are in work, not those whose time is to come. Raises OutsideDown."""
        try:
            answer = self.sqs("GetQueueAttributes", {"QueueUrl": self.url, "AttributeNames": WAITING})
        except Declined as error:
            raise OutsideDown(str(error)) from error
        match answer:
            case {"Attributes": {**told}}:
                return sum(int(str(told[name])) for name in WAITING)
            case _:
                raise OutsideDown("the queue does not say how much it holds")


def message(parcel: Parcel) -> str:
    """The parcel as a message's body: ASCII, since SQS refuses characters that XML does not have."""
    document: dict[str, Json] = {}
    if parcel.activities:
        document["activities"] = [wire.to_json(activity) for activity in parcel.activities]
    if parcel.wakes:
        document["wakes"] = list(parcel.wakes)
    if parcel.attempt:
        document["attempt"] = parcel.attempt
    if parcel.after:
        document["after"] = parcel.after
    if parcel.announce:
        document["announce"] = True
    if parcel.imported:
        document["imported"] = True
    if parcel.trace:
        document["trace"] = parcel.trace
    return dumps(document, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Spoiled:
    """An activity of a message that cannot be read, as a message of its own, and why."""

    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a message holds; what is spoiled in it does not hold up the rest."""

    parcel: Parcel
    spoiled: Sequence[Spoiled] = ()


def opened(body: str) -> Opened:
    """The parcel that the message's body is. Raises NotAParcel."""
    try:
        document: Json = loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAParcel("the body is not JSON") from error
    if not isinstance(document, Mapping) or document.keys() - FIELDS:
        raise NotAParcel(f"the body is not an object of {', '.join(sorted(FIELDS))}")
    activities, wakes = document.get("activities", []), document.get("wakes", [])
    attempt, after = document.get("attempt", 0), document.get("after", 0)
    announce, imported = document.get("announce", False), document.get("imported", False)
    trace = document.get("trace", "")
    if not isinstance(activities, list) or not isinstance(wakes, list):
        raise NotAParcel("activities and wakes are lists")
    if not isinstance(attempt, int) or not isinstance(after, int):
        raise NotAParcel("attempt and after are whole numbers")
    if not isinstance(announce, bool) or not isinstance(imported, bool):
        raise NotAParcel("announce and imported are true or false")
    if not isinstance(trace, str):
        raise NotAParcel("trace is a text")
    read = [_activity(activity) for activity in activities]
    good = [each for each in read if not isinstance(each, Spoiled)]
    spoiled = [each for each in read if isinstance(each, Spoiled)]
    return Opened(Parcel(good, [_lead(wake) for wake in wakes], attempt, after, announce, imported, trace), spoiled)


def _activity(document: Json) -> Activity | Spoiled:
    try:
        return wire.from_json(document)
    except wire.Malformed as error:
        return Spoiled(dumps({"activities": [document]}, separators=(",", ":")), str(error))


def _lead(value: Json) -> LeadId:
    if not isinstance(value, str) or not value:
        raise NotAParcel("a wake is a lead's id")
    return LeadId(value)


def _calls(bodies: Sequence[str]) -> Iterator[Sequence[str]]:
    call: list[str] = []
    size = 0
    for body in bodies:
        if call and (len(call) == MOST or size + len(body) > CALL_SIZE):
            yield call
            call, size = [], 0
        call.append(body)
        size += len(body)
    if call:
        yield call
