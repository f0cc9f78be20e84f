"""What evaluating a lead takes of a processor, against what botocore takes to put one item."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING, Final

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from bench.mixes import START
from bench.rules import SEED
from bench.rules_leads import SIGNALS, Scribe
from bench.rules_model import document
from leadflow.adapters import aws
from leadflow.adapters.sources import kinds
from leadflow.adapters.tables.lead_item import to_item
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.evaluation import evaluate
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys, LeadId, digest
from leadflow.domain.instant import HOUR, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from leadflow.model.compile import load
from local.embedded import embedded

if TYPE_CHECKING:
    from leadflow.adapters.tables.item import Item

OCCURRENCES: Final = 100
ROUNDS: Final = 200
SEGMENTS: Final = 50
TRAITS: Final[Mapping[str, Json]] = {
    "title": "VP Sales",
    "country": "Norway",
    "industry": "Shipping",
    "origin": "paid",
    "employees": 250,
    "crm": {"stage": "open", "total_purchases": 5000, "open_tickets": 2},
}


@dataclass(frozen=True, slots=True)
class Processor:
    """Microseconds of processor time, medians, for a lead of so many occurrences under a large model.

    `evaluate` is all that is so of it, without reasons; `respond` is all that one more activity makes of it, with the
    instant until which that holds; `put` is botocore's side of one PutItem of it.
    """

    evaluate: float
    respond: float
    put: float


def processor(rounds: int = ROUNDS) -> Processor:
    """Measure all in turns, so that whatever else the machine does meets them alike."""
    model = load(document(Scribe(SEED).segments(SEGMENTS)), kinds())
    state = _lead(model)
    visit = Arrival([_visit(0)])
    with embedded():
        work: tuple[Callable[[], object], ...] = (
            lambda: evaluate(Facts(model, state.lead, state.standing, START)),
            lambda: respond(model, state, visit, START),
            _put(to_item(state)),
        )
        times = [[_time(each) for each in work] for _ in range(rounds)]
    return Processor(*(median(each) * 1e6 for each in zip(*times, strict=True)))


def _lead(model: LeadModel) -> State:
    """Somebody of whom all is known, and who came by every six hours, by mail or not."""
    known = replace(_visit(OCCURRENCES), traits=TRAITS)
    history = [known, *(_visit(number) for number in range(1, OCCURRENCES))]
    return respond(model, State(LeadId(digest("lead"))), Arrival(history), START).state


def _visit(number: int) -> Activity:
    at = Instant(START - number * 6 * HOUR)
    kind = Kind.PAGE_VIEWED if number % 2 else Kind.EMAIL_CLICKED
    url = f"https://www.acme.example/{SIGNALS[number % len(SIGNALS)]}/1"
    return Activity(digest(str(number)), Keys(email="ada@nordlys.example"), kind.value, at, at, "site", {"url": url})


def _put(item: "Item") -> Callable[[], object]:
    """A put that does all but talk to a server."""
    client = aws.dynamodb()
    client.meta.events.register("before-send.dynamodb", _nothing)  # type: ignore[arg-type] # the stubs forget the answer
    return lambda: client.put_item(TableName="Leads", Item=item)


class _Empty:
    """The body of an answer that says no more than that it was done."""

    def stream(self) -> Iterator[bytes]:
        yield b"{}"


def _nothing(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    return AWSResponse(request.url, 200, HTTPHeaders(), _Empty())


def _time(work: Callable[[], object]) -> float:
    began = thread_time()
    work()
    return thread_time() - began
