"""What a million activities cost in dollars, by what AWS charges for: each design on each mix, all in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bench.extras import Extras, extras
from bench.prices import MILLION, Prices, prices
from bench.pricing import Dollars, priced
from bench.spending import WEBHOOKS, Spent, Step, spent
from bench.stands import STANDS
from bench.traffic import MIXES

PRODUCT: Final = next(iter(STANDS))
GOAL: Final = 1.50
"""Dollars for a million activities of the last mix."""

OVERHEAD: Final = 100
"""Bytes that DynamoDB bills for keeping each item, on top of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A design on a mix: dollars for a million activities by what is charged for, and what one of them takes.

    `transitions` and `wakes` are dollars, too, at the rates that are assumed; a baseline knows neither.
    `message`, `lead` and `activity` are bytes in the queue and in the tables; `calls` and units are for one activity.
    """

    design: str
    mix: str
    dollars: Dollars
    transitions: float
    wakes: float
    calls: float
    read_units: float
    write_units: float
    queue_requests: float
    milliseconds: float
    logged: float
    message: float
    lead: float
    activity: float

    @property
    def total(self) -> float:
        return sum(self.dollars.values()) + self.transitions + self.wakes


@dataclass(frozen=True, slots=True)
class Bill:
    """All lines; dollars for a million transitions, wakes, returns, settled clicks, and a month for a million kept."""

    date: str
    region: str
    lines: Sequence[Line]
    transition: float
    wake: float
    returning: float
    settling: float
    keeping: float

    @property
    def met(self) -> bool:
        """Whether the product's last mix costs no more than it should."""
        return [line for line in self.lines if line.design == PRODUCT][-1].total <= GOAL


def bill(progress: Callable[[str], None], webhooks: int = WEBHOOKS) -> Bill:
    """Measure and price all."""
    asked = prices()
    also = extras(asked, webhooks)
    lines: list[Line] = []
    for name, stand in STANDS.items():
        for mix in MIXES:
            progress(f"dollars, {name}: {mix.name}")
            with stand() as standing:
                found = spent(standing, mix, webhooks)
            lines.append(line(name, mix.name, found, also if name == PRODUCT else None, asked))
    product = [each for each in lines if each.design == PRODUCT]
    return Bill(
        date=asked.written["date"].isoformat(),
        region=asked.written["region"],
        lines=lines,
        transition=also.transition * MILLION,
        wake=also.wake * MILLION,
        returning=also.returning * MILLION,
        settling=also.settling * MILLION,
        keeping=asked.kept(product[-1].activity + OVERHEAD) * MILLION,
    )


def line(design: str, mix: str, found: Spent, also: Extras | None, asked: Prices) -> Line:
    """What was found, priced."""
    each = 1 / found.activities

    def total(what: Callable[[Step], float]) -> float:
        return sum(map(what, found.steps)) * each

    return Line(
        design=design,
        mix=mix,
        dollars={part: value * each * MILLION for part, value in priced(found.steps, asked).items()},
        transitions=also.transition * MILLION * asked.assumed("transitions") if also else 0.0,
        wakes=_woken(also, asked) * MILLION if also else 0.0,
        calls=total(lambda step: step.calls),
        read_units=total(lambda step: step.read_units),
        write_units=total(lambda step: step.write_units),
        queue_requests=total(lambda step: step.queue_requests),
        milliseconds=total(lambda step: step.seconds) * 1_000,
        logged=total(lambda step: step.logged),
        message=found.message,
        lead=found.lead,
        activity=found.activity,
    )


def _woken(also: Extras, asked: Prices) -> float:
    """Dollars for an activity's share of the looks that time alone asks for: by the index, and by a message."""
    return also.wake * asked.assumed("wakes") + also.returning * asked.assumed("returns")
