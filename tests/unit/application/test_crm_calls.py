"""A CRM is called at its own pace, waited for as it asks, and not for ever."""

from dataclasses import dataclass, replace

import pytest

from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.crm_calls import LONGEST_PAUSE, PATIENCE, TRIES, Calls, Unanswered, Unauthorised
from leadflow.application.crm_schema import create, elsewhere, schema
from leadflow.application.grants import Grant
from leadflow.application.webhook import Unreadable
from leadflow.domain.crm import Object
from leadflow.domain.crm_field import CrmField, FieldKind
from leadflow.domain.instant import HOUR, SECOND, Duration
from leadflow.domain.sender import Sender
from tests.crms import Ledger, busy

DOWN = Reply(503, {}, b"")
NEVER = TryAgain("no answer")


def ask(calls: Calls) -> int:
    module = calls.module
    return calls.answer(
        lambda token: module.page(calls.sender, "contacts", None, token),
        lambda reply: module.paged(calls.sender, "contacts", reply, {}, calls.now()).records,
    )


def test_an_answer_is_what_the_module_reads_in_it() -> None:
    assert ask(Ledger().calls()) == 2


def test_calls_keep_the_pace_and_no_more() -> None:
    crm = Ledger()
    calls = crm.calls(pace=Duration(SECOND))
    ask(calls)
    crm.wait(Duration(SECOND // 4), "work of our own")
    ask(calls)
    crm.wait(Duration(2 * SECOND), "work of our own")
    ask(calls)
    assert [pause for pause, reason in crm.waits if not reason] == [Duration(3 * SECOND // 4)]


def test_it_waits_as_long_as_the_crm_asks_and_longer_each_time_where_it_does_not() -> None:
    crm = Ledger()
    calls = crm.calls()
    ask(calls)
    crm.moods = [busy(30), DOWN, DOWN, DOWN, *[NEVER] * 9]
    ask(calls)
    assert [pause // SECOND for pause, _ in crm.waits] == [30, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]
    assert crm.waits[-1] == (LONGEST_PAUSE, "no answer")


def test_a_crm_that_has_never_answered_is_given_up_soon() -> None:
    crm = Ledger(moods=[NEVER] * 99)
    with pytest.raises(Unanswered, match="no answer"):
        ask(crm.calls())
    assert len(crm.waits) == TRIES - 1


def test_a_crm_that_asks_to_wait_is_there_though_it_has_not_answered_yet() -> None:
    crm = Ledger(moods=[busy(60)] * 60)
    assert ask(crm.calls()) == 2


def test_a_crm_that_has_answered_is_waited_for_but_not_for_ever() -> None:
    crm = Ledger()
    calls = crm.calls()
    ask(calls)
    crm.moods = [busy(3_600)] * 99
    with pytest.raises(Unanswered, match="asked too often"):
        ask(calls)
    assert sum(pause for pause, _ in crm.waits) == PATIENCE
    assert PATIENCE == 24 * HOUR


def test_an_answer_that_cannot_be_read_is_none() -> None:
    def misread(reply: Reply) -> int:
        raise Unreadable(f"{reply.status} letters too many")

    with pytest.raises(RefusedForGood, match="200 letters too many"):
        Ledger().calls().answer(lambda _: OutboundRequest("", b'{"on": "lead"}', {}, frozenset()), misread)


def test_a_secret_that_is_refused_twice_is_none() -> None:
    crm = Ledger(moods=[Reply(401, {}, b"")] * 2)
    with pytest.raises(Unauthorised):
        ask(crm.calls())
    assert crm.waits == []


@dataclass
class Granted(Ledger):
    """A CRM whose secret is exchanged for a token."""

    grants: int = 0
    takes: bool = True

    def grant(self, sender: Sender, secret: str) -> OutboundRequest | None:
        if secret == "the token itself":
            return None
        self.grants += 1
        return OutboundRequest("https://crm.example/token", b'{"what": "contacts", "start": null}', {}, frozenset())

    def granted(self, reply: Reply) -> Grant:
        if not self.takes:
            raise RefusedForGood("invalid_client")
        return Grant(f"token {self.grants}", Duration(HOUR))


def test_a_token_that_has_ended_is_asked_for_again() -> None:
    crm = Granted()
    calls = crm.calls()
    ask(calls)
    crm.moods = [Reply(401, {}, b"")]
    assert ask(calls) == 2
    assert crm.tokens == ["token 1", "token 1", "token 2"]


def test_a_secret_that_is_the_token_itself_is_used_as_it_is() -> None:
    crm = Granted()
    ask(replace(crm.calls(), secret="the token itself"))
    assert (crm.tokens, crm.grants) == (["the token itself"], 0)


def test_a_secret_for_which_no_token_is_granted_is_none() -> None:
    with pytest.raises(Unauthorised, match="invalid_client"):
        ask(Granted(takes=False).calls())


def test_the_schema_is_asked_for_object_by_object_each_once() -> None:
    title = CrmField("jobtitle", "Job title", FieldKind.TEXT)
    crm = Ledger(fields_of={Object.CONTACT: [title]})
    found = schema(crm.calls(), [Object.CONTACT, Object.ACCOUNT, Object.CONTACT])
    assert found == {Object.CONTACT: [title], Object.ACCOUNT: []}


def test_other_objects_are_looked_at_too_as_far_as_the_crm_shows_them() -> None:
    size = CrmField("size", "Size", FieldKind.NUMBER)
    crm = Ledger(fields_of={Object.OPPORTUNITY: [size]}, moods=[Reply(403, {}, b"")])
    assert elsewhere(crm.calls(), [Object.CONTACT]) == {Object.OPPORTUNITY: [size], Object.LEAD: []}


def test_a_field_that_was_made_is_in_the_schema() -> None:
    crm = Ledger()
    score = CrmField("leadflow", "Leadflow", FieldKind.NUMBER)
    create(crm.calls(), Object.LEAD, score)
    assert schema(crm.calls(), [Object.LEAD]) == {Object.LEAD: [score]}
