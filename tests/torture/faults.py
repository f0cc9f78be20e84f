"""What can go wrong at one call, and a plan of what goes wrong at which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tests.fragments import SECOND, Document
from tests.torture.aws.cloud import Answer, Call


class Fault(StrEnum):
    """What happens at a call."""

    DIES_BEFORE = "dies before"
    DIES_AFTER = "dies after"
    THROTTLED = "throttled"
    ERROR = "error"
    LOST_ANSWER = "lost answer"  # it is done, and whoever asked learns nothing
    PAUSED = "paused"  # past any visibility timeout: a zombie that goes on where it stopped
    STALLED = "stalled"  # for a while, but not so long that somebody else is given the work
    OUTAGE = "outage"  # nothing answers for longer than anybody tries
    IN_PART = "in part"  # half of a batch is left undone, a transaction meets another


FAULTS = tuple(Fault)

PAUSE = 400 * SECOND
"""Longer than messages of any queue are hidden."""

STALL = 50 * SECOND

OUTAGE = 60 * SECOND

DOWN = Answer(503, {"__type": "ServiceUnavailable", "message": "down"})
BROKEN = Answer(500, {"__type": "InternalServerError", "message": "internal"})
TOO_FAST = Answer(400, {"__type": "ThrottlingException", "message": "slow down"})
NOT_TAKEN = Answer(200, {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]})
MET = Answer(400, {"__type": "TransactionConflictException", "message": "another transaction is at the item"})


EVERY = ""
"""All services."""


@dataclass
class Plan:
    """Which fault meets which call, counted from 1 where the plan is `armed`; nor do all calls count.

    `down` is until when a service does not answer, by its name, or until when none does.

    `calls` are all that came, `counted` those that count, `met` how many faults did, or other mishaps.
    """

    at: Mapping[int, Fault] = field(default_factory=dict)
    armed: bool = False
    calls: int = 0
    counted: int = 0
    met: int = 0
    down: dict[str, int] = field(default_factory=dict)

    def lies(self, service: str, now: int) -> bool:
        """Whether the service is down."""
        return now < max(self.down.get(service, 0), self.down.get(EVERY, 0))

    def mishap(self) -> None:
        """Something else went wrong, as it always may: a function took too long, a message came twice."""
        self.met += 1

    def next(self, *, counts: bool = True) -> Fault | None:
        """The fault of the call that comes now."""
        self.calls += 1
        if not (counts and self.armed):
            return None
        self.counted += 1
        fault = self.at.get(self.counted)
        self.met += fault is not None
        return fault


def in_part(call: Call, answer: Answer) -> Answer:
    """What is answered where only a part of it was done, once it was."""
    body = answer.body
    match call.operation:
        case "BatchGetItem":
            left = {name: {"Keys": asked["Keys"][:1]} for name, asked in call.request["RequestItems"].items()}
            found = {name: _without(items, left[name]["Keys"][0]) for name, items in body["Responses"].items()}
            return Answer(answer.status, {"Responses": found, "UnprocessedKeys": left})
        case _:
            return answer


def part_of(call: Call) -> Answer | None:
    """What is answered instead of doing it, where only a part can be done; None where it is done, and then cut."""
    match call.operation:
        case "TransactWriteItems":
            reasons = [{"Code": "TransactionConflict"}, *({"Code": "None"} for _ in call.request["TransactItems"][1:])]
            body: Document = {"__type": "TransactionCanceledException", "Message": "", "CancellationReasons": reasons}
            return Answer(400, body)
        case "PutItem" | "UpdateItem" if call.request["TableName"] == "Leads":
            return MET
        case "PutEvents":
            return NOT_TAKEN
        case "BatchGetItem" | "SendMessageBatch":
            return None
        case _:
            return TOO_FAST


def _without(items: list[Document], key: Document) -> list[Document]:
    return [item for item in items if not key.items() <= item.items()]
