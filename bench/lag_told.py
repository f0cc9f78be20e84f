"""What the product says itself of how long it took: its metric `Lag`, and the log's line of the same delivery."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bench.lag_post import Trip
from leadflow.adapters.deployed import deployed
from leadflow.adapters.deployment import Deployment
from leadflow.application.trace import Said
from leadflow.cli.stack import KEY
from leadflow.domain.instant import SECOND, Duration, Instant, instant
from local.clients import REGION
from local.provision import STACK
from local.stack import Stack

MILLISECOND: Final = SECOND // 1_000

METRIC: Final = "Lag"
LOGGED: Final = "lag_ms"

PATIENCE: Final = 10.0
"""Seconds: the last line of a log is written when its function has ended, a moment after the message was taken."""


class NotTold(Exception):
    """The product's log does not say how long each webhook took, or its metric says something else than the log."""


@dataclass(frozen=True, slots=True)
class Told:
    """How long a webhook took, in whole milliseconds, and when that was written."""

    lag: Duration
    at: Instant

    def fits(self, trip: Trip) -> bool:
        """Whether that can be so by the outside's clock.

        It begins between sending and answer, where the webhook was received, and ends between the message's arrival
        and the line in the log. Each end may be cut to the millisecond.
        """
        least, most = trip.arrived - trip.answered, self.at - trip.sent
        return least - MILLISECOND <= self.lag <= most + 2 * MILLISECOND


def told(stack: Stack, trips: Sequence[Trip]) -> Sequence[Told]:
    """What is told of each. Raises NotTold."""
    wanted = {each.trace for each in trips}
    since = min(each.sent for each in trips)
    deadline = time.monotonic() + PATIENCE
    while (found := dict(_logged(stack, since))).keys() < wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    if not found.keys() >= wanted:
        raise NotTold(f"{len(wanted - found.keys())} webhooks are in no line of the log")
    _check(stack, since, [each.lag for each in found.values()])
    return [found[each.trace] for each in trips]


def _logged(stack: Stack, since: Instant) -> Iterator[tuple[str, Told]]:
    for said in _lines(stack, LOGGED, since):
        took, at = said[LOGGED], datetime.strptime(str(said["timestamp"]), "%Y-%m-%d %H:%M:%S,%f%z")
        if isinstance(took, int):
            yield str(said["trace"]), Told(Duration(took * MILLISECOND), instant(at))


def _check(stack: Stack, since: Instant, logged: Sequence[Duration]) -> None:
    """The log and the metric say the same. Raises NotTold."""
    values = [each for said in _lines(stack, METRIC, since) for each in _values(said)]
    if sorted(values) != sorted(logged):
        raise NotTold(f"the metric has {len(values)} values that are not the {len(logged)} of the log")


def _values(said: Mapping[str, object]) -> Iterator[Duration]:
    found = said.get(METRIC)
    for each in found if isinstance(found, list) else ():
        yield Duration(round(each * MILLISECOND))


def _lines(stack: Stack, text: str, since: Instant) -> Iterator[Said]:
    there = Deployment(STACK, stack.clients.endpoint, REGION, KEY)
    for line in deployed(there, stack.provisioned.outputs).operated().logs.naming(text, since):
        yield line.said
