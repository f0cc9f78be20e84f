"""Stands before every call: lets others work first, and lets happen to it what the plan says."""

from collections.abc import Mapping
from random import Random

from botocore.exceptions import ReadTimeoutError

from tests.fragments import SECOND, Document
from tests.torture.aws.cloud import OK, Answer, Call, Effect
from tests.torture.faults import BROKEN, DOWN, EVERY, OUTAGE, PAUSE, STALL, TOO_FAST, Fault, Plan, in_part, part_of
from tests.torture.scheduler import Death, Scheduler

TAKES = 5_000
"""Microseconds that a call takes."""

SLOW = (1_000, 5_000, 5_000, 50_000, 2_000_000)
"""What it may take where nothing is sure."""

FIRST = {"S": "00"}

PATIENCE = 10 * SECOND
"""So long an answer is waited for."""


HELD_UP: Mapping[Fault | None, int] = {Fault.PAUSED: PAUSE, Fault.STALLED: STALL}

REFUSED: Mapping[Fault | None, Answer] = {Fault.THROTTLED: TOO_FAST, Fault.ERROR: BROKEN}


class Guard:
    """The guard of a cloud. `log` is what was called, so that two runs can be compared."""

    def __init__(self, scheduler: Scheduler, plan: Plan, random: Random, chaos: float = 0.0) -> None:
        self._scheduler, self._plan, self._random, self._chaos = scheduler, plan, random, chaos
        self.log: list[tuple[int, str, str, int]] = []

    def __call__(self, call: Call, effect: Effect) -> Answer:
        scheduler, plan = self._scheduler, self._plan
        if scheduler.current is None:
            return effect()
        fault = plan.next(counts=not _one_of_many(call))
        number = plan.calls
        scheduler.sleep(self._random.choice(SLOW) if self._chaos else TAKES)
        answer = self._answer(call, effect, fault)
        self.log.append((number, call.operation, fault or "", answer.status))
        return answer

    def _answer(self, call: Call, effect: Effect, fault: Fault | None) -> Answer:
        scheduler, plan = self._scheduler, self._plan
        if held_up := HELD_UP.get(fault):
            scheduler.sleep(held_up)
        if fault is Fault.OUTAGE:
            plan.down[EVERY] = scheduler.now + OUTAGE
        if fault is Fault.DIES_BEFORE:
            self._die()
        if plan.lies(call.service, scheduler.now) or fault in REFUSED:
            return REFUSED.get(fault, DOWN)
        answer = self._part(call, effect) if fault is Fault.IN_PART else effect()
        if fault is Fault.DIES_AFTER:
            self._die()
        if fault is Fault.LOST_ANSWER:
            scheduler.sleep(PATIENCE)
            raise ReadTimeoutError(endpoint_url=call.service)
        return answer

    def _part(self, call: Call, effect: Effect) -> Answer:
        if call.operation == "SendMessageBatch":
            return _half_sent(call, effect)
        instead = part_of(call)
        if instead is not None:
            return instead
        return in_part(call, effect())

    def _die(self) -> None:
        assert self._scheduler.current is not None
        self._scheduler.current.process.dead = True
        raise Death


def _one_of_many(call: Call) -> bool:
    """Whether it reads one more part of an index by time: what goes wrong at the first can go wrong at all."""
    values = call.request.get("ExpressionAttributeValues", {}) if call.operation == "Query" else {}
    return bool(values.get(":shard", FIRST) != FIRST)


def _half_sent(call: Call, effect: Effect) -> Answer:
    """All but the last is sent, and the answer says so."""
    entries = call.request["Entries"]
    last, call.request["Entries"] = entries[-1], entries[:-1]
    done: Document = effect().body if call.request["Entries"] else {"Successful": []}
    call.request["Entries"] = entries
    return Answer(OK, {**done, "Failed": [{"Id": last["Id"], "Code": "InternalError", "SenderFault": False}]})
