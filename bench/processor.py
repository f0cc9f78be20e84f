"""What evaluating a lead takes of a processor, against what botocore takes to put one item."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING, Final

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from bench.mixes import START
from leadflow.adapters import aws
from leadflow.adapters.sources import SOURCES
from leadflow.adapters.tables.lead_item import to_item
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, LeadId, digest
from leadflow.domain.instant import HOUR, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import respond
from leadflow.domain.state import State
from leadflow.model import compile as model_compiler
from local.build import MODEL
from local.embedded import embedded

if TYPE_CHECKING:
    from leadflow.adapters.tables.item import Item

OCCURRENCES: Final = 100
ROUNDS: Final = 200
PAGES: Final = ("pricing", "blog/one", "services/sla", "about")


@dataclass(frozen=True, slots=True)
class Processor:
    """Microseconds of processor time, medians: one more activity of a lead of 100 occurrences; a PutItem of it."""

    respond: float
    put: float

    @property
    def ratio(self) -> float:
        return self.respond / self.put


def processor(rounds: int = ROUNDS) -> Processor:
    """Measure both in turns, so that whatever else the machine does meets both alike."""
    model = model_compiler.read(MODEL, SOURCES)
    state = _lead(model)
    with embedded():
        put = _put(to_item(state))
        times = [(_time(lambda: respond(model, state, [_visit(0)], START)), _time(put)) for _ in range(rounds)]
    return Processor(*(median(each) * 1e6 for each in zip(*times, strict=True)))


def _lead(model: LeadModel) -> State:
    """Somebody who came by every six hours, by mail or not."""
    history = [_visit(number) for number in range(1, OCCURRENCES + 1)]
    return respond(model, State(LeadId(digest("lead"))), history, START).state


def _visit(number: int) -> Activity:
    at = Instant(START - number * 6 * HOUR)
    kind = Kind.PAGE_VIEWED if number % 2 else Kind.EMAIL_CLICKED
    url = f"https://www.acme.example/{PAGES[number // 2 % len(PAGES)]}"
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
