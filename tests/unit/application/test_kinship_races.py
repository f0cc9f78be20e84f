"""Keys that join while others write, that are said again, and of which something is gone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadflow.application.kinship import RACES
from leadflow.application.ports import Outrun, Parcel
from leadflow.domain.identity import Keys
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.news import News
from leadflow.domain.state import State
from tests.models import MONDAY, did, later
from tests.unit.application.joining import ADA, ADA_HAS_X, BO, NOW, PAGE, Town, id_of, merged, parted, said, seen
from tests.unit.application.test_kinship_news import CONTACT, PAGES
from tests.unit.application.workbench import POLICY, FaultyLeads, told


def test_what_was_sorted_for_a_key_that_joined_meanwhile_is_done_where_it_belongs() -> None:
    town = Town().hear(PAGE)
    both = [ADA_HAS_X, seen("later", at=later(1), anonymous_id="x")]
    report = town.run(told(*both), now=NOW)
    assert not report.reasons + sorted(report.returned)
    assert town.did("email", ADA) == {"page", "form", "later"}


def test_a_wake_of_a_key_that_has_joined_wakes_its_lead() -> None:
    town = Town().hear(PAGE, ADA_HAS_X)
    report = town.run(Parcel(wakes=(id_of("anonymous_id", "x"),)), now=later(20))
    assert not report.reasons
    assert town.at("anonymous_id", "x").id == id_of("email", ADA)


@dataclass
class Raced(FaultyLeads):
    """Of whom others write one or the other key first, whenever several are to be written at once, so many times."""

    rivals: int = 0

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        if others and self.rivals:
            self.rivals -= 1
            raise Outrun
        super().commit(state, news, others)


def test_a_join_that_is_outrun_is_worked_out_again() -> None:
    town = Town(leads=Raced(rivals=RACES - 1)).hear(PAGE, ADA_HAS_X)
    assert town.did("email", ADA) == {"page", "form"}


def test_a_join_that_is_outrun_too_often_comes_again_by_the_queue() -> None:
    leads = Raced(rivals=RACES)
    town = Town(leads=leads).hear(PAGE)
    assert town.run(told(ADA_HAS_X), now=NOW).returned == {"m0"}
    assert town.did("email", ADA) == {"form"}
    assert town.run(told(ADA_HAS_X), now=NOW).fresh == 0
    assert town.did("email", ADA) == {"page", "form"}


@dataclass
class Joining(FaultyLeads):
    """Whoever writes the key of the device finds that it has joined someone, and whoever reads it that it has not."""

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        if state.id == id_of("anonymous_id", "x"):
            raise Outrun(replace(state, version=9, kin=Kin(to=id_of("email", ADA))))
        super().commit(state, news, others)


def test_what_never_finds_its_lead_comes_again_by_the_queue() -> None:
    town = Town(leads=Joining())
    assert town.run(told(PAGE), now=NOW).returned == {"m0"}


def test_what_is_told_of_two_keys_of_one_lead_is_one_write() -> None:
    town = Town().hear(PAGE, ADA_HAS_X)
    more = [seen("page2", at=later(1), anonymous_id="x"), said("form2", "form.submitted", email=ADA)]
    report = town.run(told(*more), now=NOW)
    assert (report.written, report.fresh) == (1, 2)
    assert town.did("email", ADA) == {"page", "form", "page2", "form2"}


def test_a_key_that_is_stated_again_is_noted_with_what_the_lead_did() -> None:
    town = Town().hear(said("one", email=ADA, user_id="u1"))
    report = town.run(told(said("two", "form.submitted", later(1), email=ADA, user_id="u1")), now=NOW)
    assert report.written == 1
    assert town.at("email", ADA).kin.claimed[id_of("user_id", "u1")].activity == "two"
    town.hear(said("between", at=later(0.5), email=BO, user_id="u1"))
    assert town.home("user_id", "u1") == ("email", ADA)


def test_a_stronger_key_that_is_gone_holds_nothing() -> None:
    town = Town().hear(said("one", email=ADA, user_id="u1"), parted("split", "user_id", "u1"))
    del town.leads.kept[id_of("email", ADA)]
    town.hear(said("two", email=BO, user_id="u1"))
    assert town.home("user_id", "u1") == ("email", BO)


def test_a_join_lets_the_lead_come_back_when_its_answer_ends() -> None:
    town = Town(policy=POLICY).hear(did("c", "email.clicked", lead=Keys(user_id="u1")), now=MONDAY)
    sent = len(town.intake.sent)
    town.hear(said("tie", email=ADA, user_id="u1"), now=Instant(MONDAY + MINUTE))
    (*_, (wake, delay)) = town.intake.sent
    assert len(town.intake.sent) > sent
    assert (wake.wakes, delay) == ((id_of("email", ADA),), 4 * MINUTE)


def test_all_of_it_again_changes_nothing() -> None:
    history = [
        *PAGES,
        ADA_HAS_X,
        CONTACT,
        merged("m", "8", "7"),
        parted("s", "user_id", "u1"),
        did("n", lead=Keys(email=BO)),
    ]
    town = Town().hear(*history)
    before = dict(town.leads.kept)
    town.hear(*reversed(history))
    assert {key: (state.lead, state.kin) for key, state in town.leads.kept.items()} == {
        key: (state.lead, state.kin) for key, state in before.items()
    }
