"""The way to a CRM: with a token that may end, and an end where the model names none."""

from dataclasses import dataclass, replace

import pytest

from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.circuit import TRIES, LeftAlone
from leadflow.application.crm_reach import ENOUGH, REMEMBERED
from leadflow.application.grants import Grant
from leadflow.application.once import Delivery, Once
from leadflow.application.ports import Outcome, SecretMissing
from leadflow.domain.crm import Crm
from leadflow.domain.instant import HOUR, Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from tests.crm_out import REFUSED, UNAUTHORISED, UNREADABLE, Cards
from tests.fakes import MemoryDeliveries
from tests.unit.application.crm_jobs import ANN, POLICY, SENDER, UPSERT, Work
from tests.unit.channels.matters import NOW


@dataclass
class Lending(Cards):
    """A CRM that lends tokens, each for an hour."""

    lent: int = 0

    def grant(self, sender: Sender, secret: str) -> OutboundRequest | None:
        return OutboundRequest("https://crm.example/token", b'{"what": "grant"}', {}, frozenset())

    def granted(self, reply: Reply) -> Grant:
        return Grant(f"token {self.lent}", HOUR)

    def post(self, request: OutboundRequest) -> Reply:
        if request.url.endswith("/token"):
            self.lent += 1
            return Reply(200, {}, b"{}")
        return super().post(request)


class Stingy(Lending):
    """A CRM that has revoked what tokens are lent for."""

    def granted(self, reply: Reply) -> Grant:
        raise TryAgain(f"no token: {reply.status}")


def test_a_token_that_has_ended_is_asked_for_anew_and_the_errand_is_done() -> None:
    work = Work(Lending(moods=[UNAUTHORISED]))
    assert work.do(work.job()) is Outcome.DONE
    assert work.crm.tokens == ["token 1", "token 2", "token 2", "token 2"]


def test_a_token_that_is_refused_again_is_waited_for() -> None:
    work = Work(Lending(moods=[UNAUTHORISED, UNAUTHORISED]))
    with pytest.raises(TryAgain, match="401"):
        work.do(work.job())


def test_a_crm_that_refuses_every_token_is_left_alone_after_a_while() -> None:
    work = Work(Cards(moods=[UNAUTHORISED] * TRIES))
    ways = work.crm.ways(POLICY)
    for _ in range(TRIES - 1):
        with pytest.raises(TryAgain):
            ways.to(UPSERT, NOW).owner(ANN)
    with pytest.raises(LeftAlone):
        ways.to(UPSERT, NOW).owner(ANN)
    with pytest.raises(LeftAlone):
        ways.to(UPSERT, NOW).owner(ANN)
    assert len(work.crm.asked) == TRIES


def test_the_one_call_that_finds_out_whether_a_crm_is_back_may_renew_the_token() -> None:
    work = Work(Lending(moods=[UNAUTHORISED] * (2 * TRIES + 1)))
    ways = work.crm.ways(POLICY)
    for _ in range(TRIES):
        with pytest.raises(TryAgain):
            ways.to(UPSERT, NOW).owner(ANN)
    assert ways.to(UPSERT, Instant(NOW + HOUR)).owner(ANN) == "o-ann"


def test_a_crm_that_lends_no_token_is_left_alone_after_a_while() -> None:
    crm = Stingy()
    work = Work(crm)
    ways = work.crm.ways(POLICY)
    for _ in range(TRIES - 1):
        with pytest.raises(TryAgain, match="no token"):
            ways.to(UPSERT, NOW).owner(ANN)
    for _ in range(2):
        with pytest.raises(LeftAlone):
            ways.to(UPSERT, NOW).owner(ANN)
    assert crm.lent == TRIES


def test_what_is_refused_is_refused_for_good_and_what_cannot_be_read_tried_again() -> None:
    for mood, error in ((REFUSED, RefusedForGood), (UNREADABLE, TryAgain)):
        work = Work(Cards(moods=[mood]))
        with pytest.raises(error):
            work.do(work.job())
    unread = Work(Lending(moods=[UNAUTHORISED, UNREADABLE]))
    with pytest.raises(TryAgain, match="tea"):
        unread.do(unread.job())


def test_a_crm_that_is_slow_is_asked_for_the_rest_another_time() -> None:
    slow = Reply(200, {}, b'{"card": null}', took=Duration(ENOUGH + 1))
    work = Work(Cards(moods=[slow]))
    with pytest.raises(TryAgain, match="too slowly"):
        work.do(work.job())
    assert work.do(work.job()) is Outcome.DONE


def test_an_owner_is_remembered_for_a_while_and_nobody_is_not() -> None:
    crm = Cards()
    ways = crm.ways(POLICY)
    assert [ways.to(UPSERT, NOW).owner(ANN) for _ in range(3)] == ["o-ann"] * 3
    assert crm.asked == ["owner"]
    later = Instant(NOW + REMEMBERED)
    assert (ways.to(UPSERT, later).owner(ANN), crm.asked) == ("o-ann", ["owner"] * 2)
    assert [ways.to(UPSERT, NOW).owner("x@acme.example") for _ in range(2)] == [None, None]
    assert len(crm.asked) == 4
    assert ways.to(UPSERT, NOW).owner(None) is None


@pytest.mark.parametrize(
    "policy",
    [
        replace(POLICY, crm=None),
        replace(POLICY, crm=Crm("ledger")),
        replace(POLICY, senders={}),
        replace(POLICY, senders={"crm": replace(SENDER, kind="other")}),
        replace(POLICY, senders={"crm": replace(SENDER, token=None)}),
    ],
)
def test_a_model_that_names_no_way_to_it_any_more_is_refused(policy: LeadModel) -> None:
    with pytest.raises(RefusedForGood, match="no source of kind ledger with a token"):
        Cards().ways(policy).to(UPSERT, NOW)


def test_a_crm_that_is_not_written_into_is_refused() -> None:
    def none(provider: str) -> Cards:
        raise LookupError(provider)

    with pytest.raises(RefusedForGood, match="nothing is written to ledger"):
        Cards().ways(POLICY, none).to(UPSERT, NOW)


def test_a_secret_that_is_not_set_yet_is_waited_for() -> None:
    class Secretless(Cards):
        def live(self, name: str) -> list[str]:
            raise SecretMissing(name)

    with pytest.raises(TryAgain, match="the secret crm-token is not set"):
        Secretless().ways(POLICY).to(UPSERT, NOW)


def test_what_there_is_to_say_of_a_job_that_is_done_stands_in_its_receipt() -> None:
    work, told = Work(), MemoryDeliveries()
    errand = work.job().errand

    def deed() -> Outcome:
        return work.do(work.job(owner="nobody@acme.example"))

    done = Once(told, NoLetters()).do(errand, "crm.ledger", "the letter", NOW, deed)
    assert done == Delivery(Outcome.DONE, "crm.ledger", "nobody in ledger has the owner's address")
    assert told.receipts.outcomes[errand] is Outcome.DONE


class NoLetters:
    def bury(self, body: str, reason: str) -> None:
        raise AssertionError(reason)
