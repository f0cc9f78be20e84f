"""What a webhook left out: asked for once or many times, it counts once, and nothing of it is lost on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pytest

from leadflow.adapters.sources import typeform
from leadflow.application.ask import Asked, Inquiry
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.application.grants import Tokens
from leadflow.application.ports import OutsideDown, SecretMissing
from leadflow.application.webhook import Answer, Scheme, Source, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender, Trust, Words
from tests.fakes import MemoryActions
from tests.models import did
from tests.receiving import NOW, MemoryIntake

FETCH: Final = Fetch("ads", "lead", "7", NOW)
SENDER: Final = Sender("ads", "oracle", "ads", token="ads-page")
LETTER: Final = "the queue's own text"


@dataclass
class Oracle:
    """A source that can be asked; `told` is what it makes of every answer."""

    told: Sequence[Activity | Fetch] = ()
    fails: Exception | None = None
    asked: list[str | None] = field(default_factory=list)

    SIGNATURE: Scheme = typeform.SIGNATURE
    SENDS: Sequence[str] = ("*",)
    WORDS: Words = typeform.WORDS

    def activities(self, webhook: Webhook) -> Iterator[Activity]:
        yield from ()

    def accepted(self, webhook: Webhook) -> Answer:
        return typeform.accepted(webhook)

    def fetches(self, webhook: Webhook) -> Iterator[Fetch]:
        yield FETCH

    def request(self, fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:
        self.asked.append(token)
        return OutboundRequest(f"https://oracle.example/{fetch.id}", b"", {}, frozenset(), "GET")

    def fetched(self, fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
        assert reply.body == b"42"
        if self.fails:
            raise self.fails
        yield from self.told


@dataclass
class World:
    """Everything outside, and what it was told."""

    source: Source
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    actions: MemoryActions = field(default_factory=MemoryActions)
    buried: list[tuple[str, str]] = field(default_factory=list)
    token: str | None = "page-token"
    grave: bool = True
    status: int = 200

    def live(self, name: str) -> Sequence[str]:
        assert name == "ads-page"
        if self.token is None:
            raise SecretMissing(name)
        return [self.token, "the one before"]

    def bury(self, body: str, reason: str) -> None:
        if not self.grave:
            raise OutsideDown
        self.buried.append((body, reason))

    def post(self, request: OutboundRequest) -> Reply:
        assert (request.method, request.url) == ("GET", "https://oracle.example/7")
        return Reply(self.status, {}, b"42")

    def ask(self, fetch: Fetch = FETCH, sender: Sender = SENDER) -> Asked:
        tokens = Tokens(self.post, lambda: NOW)
        senders = {sender.name: sender}
        inquiry = Inquiry(senders, lambda _: self.source, self, self.intake, self.actions, tokens, self.post, self)
        return inquiry.ask(fetch, LETTER)


def submitted(**more: Json) -> Activity:
    return replace(did("1", "form.submitted"), traits=more)


def test_what_is_answered_goes_through_the_intake() -> None:
    world = World(Oracle([submitted(company="Nordlys AS"), submitted()]))
    assert world.ask() == Asked(2)
    assert world.intake.activities == [submitted(company="Nordlys AS"), submitted()]


def test_what_an_answer_raises_is_asked_next() -> None:
    further = replace(FETCH, what="owner")
    world = World(Oracle([submitted(), further]))
    assert world.ask() == Asked(1, questions=1)
    assert world.actions.sent == [further]


def test_where_the_token_is_refused_it_is_tried_again_with_another() -> None:
    world = World(Oracle(fails=TryAgain("the token is refused")), status=401)
    with pytest.raises(TryAgain, match="the token is refused"):
        world.ask()
    assert world.intake.activities == []


def test_the_current_token_is_used() -> None:
    oracle = Oracle([submitted()])
    World(oracle).ask()
    assert oracle.asked == ["page-token"]


def test_a_source_without_a_token_is_asked_without_one() -> None:
    oracle = Oracle([submitted()])
    assert World(oracle, token=None).ask(sender=replace(SENDER, token=None)) == Asked(1)
    assert oracle.asked == [None]


def test_an_answer_that_tells_nothing_is_no_message() -> None:
    world = World(Oracle())
    assert (world.ask(), world.intake.parcels) == (Asked(), [])


def test_a_public_source_says_no_more_by_its_answer_than_by_its_webhook() -> None:
    said = [replace(submitted(**{"crm.stage": "won", "company": "X"}), lead=Keys("a@b.example", crm_id="7"))]
    world = World(Oracle([*said, replace(did("2", "activity.voided"), properties={"activity": "1"})]))
    assert world.ask(sender=replace(SENDER, trust=Trust.PUBLIC)) == Asked(1)
    [kept] = world.intake.activities
    assert (kept.lead, kept.traits) == (Keys("a@b.example"), {"company": "X"})


def test_a_token_that_is_not_set_yet_is_waited_for() -> None:
    with pytest.raises(TryAgain, match="the secret ads-page is not set"):
        World(Oracle(), token=None).ask()


def test_an_answer_goes_on_under_the_id_of_the_webhook_that_left_it_out() -> None:
    world = World(Oracle([submitted(), Fetch("ads", "form", "8", NOW)]))
    world.ask(replace(FETCH, trace="webhook"))
    assert [each.trace for each in world.intake.parcels] == ["webhook"]
    assert world.actions.sent == [Fetch("ads", "form", "8", NOW, trace="webhook")]


@pytest.mark.parametrize(
    ("source", "fetch"),
    [(Oracle(), replace(FETCH, source="gone")), (typeform, FETCH)],
    ids=["no such source", "one that cannot be asked"],
)
def test_what_the_model_no_longer_has_is_kept_as_a_dead_letter(source: Source, fetch: Fetch) -> None:
    world = World(source)
    asked = world.ask(fetch)
    assert asked.refused == f"the lead model has no source {fetch.source} any more that can be asked"
    assert world.buried == [(LETTER, asked.refused)]


def test_what_is_refused_for_good_is_kept_with_the_reason() -> None:
    world = World(Oracle(fails=RefusedForGood("no such lead")))
    assert world.ask() == Asked(refused="no such lead")
    assert world.buried == [(LETTER, "no such lead")]


def test_an_answer_that_no_queue_takes_is_kept_as_a_dead_letter() -> None:
    deep: Json = None
    for _ in range(300):
        deep = [deep]
    world = World(Oracle([replace(submitted(), raw=deep)]))
    assert world.ask() == Asked(refused="the answer cannot be kept: the body is nested too deep")
    assert world.intake.parcels == []


def test_what_fails_for_now_is_tried_again_as_asked() -> None:
    with pytest.raises(TryAgain, match="429"):
        World(Oracle(fails=TryAgain("429"))).ask()


def test_while_a_queue_is_down_it_is_asked_again() -> None:
    with pytest.raises(TryAgain, match="something of our own"):
        World(Oracle([submitted()]), MemoryIntake(down=True)).ask()
    with pytest.raises(TryAgain, match="something of our own"):
        World(Oracle(fails=RefusedForGood("no such lead")), grave=False).ask()
