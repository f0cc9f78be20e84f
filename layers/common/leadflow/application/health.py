"""Whether a stack works, in figures, and what to do where it does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.application.circuit import Circuit
from leadflow.domain.instant import HOUR, MINUTE, Duration, Instant, minute
from leadflow.domain.wording import counted

PATIENCE: Final[Mapping[str, Duration]] = {"intake": Duration(20 * MINUTE), "actions": HOUR}
"""How long a queue's oldest message may wait: of actions some wait for a destination to come back."""

BEHIND: Final = Duration(5 * MINUTE)
"""News, wakes and held messages that are so late are late."""

_DEAD: Final[Mapping[str, str]] = {
    "intake": "their attribute `reason` says why; mend it, then `leadflow redrive intake`",
    "actions": "`leadflow deliveries --failed` says why; mend it, then `leadflow redrive actions`",
    "outbox": "the log of react says why; mend it, then `leadflow redrive actions`",
    "relay": "the log of relay says why; docs/operations.md says how they are sent again",
}
_SLOW: Final[Mapping[str, str]] = {
    "intake": "look for throttles of evaluate or the tables, or raise EvaluateConcurrency",
    "actions": "the log of deliver says which destination is slow; or raise DeliverConcurrency",
}


@dataclass(frozen=True, slots=True)
class Queue:
    """About how many messages are ready, in work or held back, and delayed; `age` is the oldest one's, where known."""

    ready: int
    hidden: int
    delayed: int
    age: Duration | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """So many are late, the earliest of them since `since`; `more`: not all were counted."""

    number: int = 0
    since: Instant | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """All that is looked at; `outcomes` counts deliveries of the last day, `sources` is when each was last heard."""

    now: Instant
    mode: str
    queues: Mapping[str, Queue]
    dead: Mapping[str, int]
    news: Late
    wakes: Late
    held: Late
    outcomes: Mapping[str, int]
    circuits: Mapping[str, Circuit]
    sources: Mapping[str, Instant | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and what to do."""

    what: str
    todo: str


def findings(health: Health) -> Iterator[Finding]:
    """All that is wrong, the worst first."""
    for name, number in health.dead.items():
        if number:
            yield Finding(f"{counted(number, 'dead letter')} of {name}", _DEAD[name])
    for name, circuit in health.circuits.items():
        if circuit.open:
            tried = f"it is tried again at {minute(circuit.until)}" if circuit.until > health.now else "it is tried now"
            yield Finding(
                f"{name} does not answer: {counted(circuit.failures, 'failure')} in a row", f"{tried}; {_WAITS}"
            )
    for name, queue in health.queues.items():
        if queue.age is not None and queue.age > PATIENCE[name]:
            yield Finding(f"the oldest message of {name} has waited for {_minutes(queue.age)}", _SLOW[name])
    yield from _late(health)


_WAITS: Final = "what is for it waits and loses nothing; look at the destination and its secret"


def _late(health: Health) -> Iterator[Finding]:
    if health.news.number:
        told = f"{_number(health.news)} of news set nothing off yet"
        yield Finding(told, "the log of react says why; `leadflow redrive actions` drives them again")
    if health.wakes.number:
        told = f"{_number(health.wakes, 'lead')} should have been judged anew by now"
        yield Finding(told, "the log of wake says why; it catches up by itself")
    if health.held.number:
        told = f"{_number(health.held, 'held message')} should have gone by now"
        yield Finding(told, "the log of wake says why; it catches up by itself")


def _number(late: Late, unit: str = "piece") -> str:
    return f"{'over ' if late.more else ''}{counted(late.number, unit)}"


def _minutes(age: Duration) -> str:
    return counted(age // MINUTE, "minute")
