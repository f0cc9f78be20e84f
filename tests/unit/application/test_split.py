import pytest

from leadflow.application.ports import Parcel
from leadflow.application.split import Draft, Foreseen, Word, called, foreseen, said
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from leadflow.domain.state import State
from tests.models import MONDAY, later
from tests.unit.application.joining import ADA, BO, NOW, Town, id_of, seen
from tests.unit.application.joining import said as told_by_crm

WORD = Word(("email", ADA), ("user_id", "u1"), "a colleague")
FORM = told_by_crm("form", "form.submitted", email=ADA)
LOGIN = told_by_crm("login", "product.login", user_id="u1")
TIE = told_by_crm("tie", email=ADA, user_id="u1")
DEVICE = told_by_crm("device", user_id="u1", anonymous_id="x")
PAGE = seen("page", anonymous_id="x")


def ahead(town: Town, word: Word = WORD) -> Foreseen:
    return foreseen(town.archive, said(word, NOW))


def counting(*history: Activity) -> tuple[set[str], set[str]]:
    found = ahead(Town().hear(*history))
    return set(found.staying.lead.occurrences), set(found.leaving.lead.occurrences)


def test_a_word_says_what_is_parted_from_whom_and_why() -> None:
    activity = said(WORD, MONDAY)
    assert (activity.lead.all, activity.type, activity.source) == ((("email", ADA),), "identity.split", "operator")
    assert activity.properties == {"kind": "user_id", "key": "u1", "reason": "a colleague"}
    assert activity.at == MONDAY


def test_a_lead_without_an_address_is_meant_by_the_key_that_it_lives_under() -> None:
    assert said(Word(("crm_id", "7"), ("user_id", "u1"), "x"), MONDAY).lead.all == (("crm_id", "7"),)


def test_the_same_word_at_the_same_instant_is_the_same_activity() -> None:
    others = [
        said(WORD, Instant(MONDAY + 1)),
        said(Word(WORD.home, ("user_id", "u2"), "a colleague"), MONDAY),
        said(Word(WORD.home, ("crm_id", "u1"), "a colleague"), MONDAY),
        said(Word(("email", BO), WORD.key, "a colleague"), MONDAY),
    ]
    assert said(WORD, MONDAY).id == said(WORD, MONDAY).id
    assert len({each.id for each in (*others, said(WORD, MONDAY))}) == 5


def test_what_is_foreseen_is_what_becomes_of_both() -> None:
    town = Town().hear(FORM, LOGIN, TIE, DEVICE, PAGE)
    found = ahead(town)
    assert set(found.before.lead.occurrences) == {"form", "login", "page"}
    assert (found.along, found.joined) == ((id_of("anonymous_id", "x"),), NOW)
    town.hear(said(WORD, NOW))
    for state, key in ((found.staying, ("email", ADA)), (found.leaving, ("user_id", "u1"))):
        become = town.at(*key)
        assert (state.id, state.lead.occurrences) == (become.id, become.lead.occurrences)
        assert state.standing == become.standing
    assert town.did("email", ADA) == {"form"}
    assert town.did("user_id", "u1") == {"login", "page"}


def test_nothing_is_written_or_sent_for_it() -> None:
    town = Town().hear(FORM, LOGIN, TIE)
    before, sent = dict(town.leads.kept), list(town.intake.sent)
    ahead(town)
    assert (town.leads.kept, town.intake.sent) == (before, sent)


def test_a_key_that_was_stated_with_another_lead_too_goes_there() -> None:
    town = Town().hear(
        told_by_crm("his", email=BO, user_id="u1"), LOGIN, told_by_crm("hers", at=later(1), email=ADA, user_id="u1")
    )
    assert set(ahead(town).before.lead.occurrences) == {"login"}
    assert ahead(town).leaving.id == id_of("email", BO)


def test_a_device_that_was_seen_with_the_lead_itself_stays() -> None:
    found = ahead(Town().hear(FORM, TIE, DEVICE, seen("hers", email=ADA, anonymous_id="x")))
    assert found.along == ()
    assert id_of("anonymous_id", "x") in found.staying.kin.members


def test_a_key_that_has_not_joined_has_nothing_to_leave() -> None:
    found = ahead(Town().hear(FORM, LOGIN))
    assert (found.joined, found.along) == (None, ())
    assert counting(FORM, LOGIN) == ({"form"}, {"login"})
    assert counting(FORM) == ({"form"}, set())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("u1", [("user_id", "u1"), ("anonymous_id", "u1")]),
        ("user_id:u1", [("user_id", "u1")]),
        (" ADA@A.example ", [("email", ADA)]),
        (f"email:{ADA}", [("email", ADA)]),
        ("U1", []),
    ],
)
def test_a_key_is_called_by_its_value_or_with_its_kind(text: str, found: list[tuple[str, str]]) -> None:
    assert called([("email", ADA), ("user_id", "u1"), ("anonymous_id", "u1")], text) == found


def test_what_is_written_into_a_draft_shows_there_alone() -> None:
    town = Town().hear(FORM)
    draft, state = Draft(town.leads), town.at("email", ADA)
    other = State(id_of("email", BO))
    draft.commit(state, others=[other])
    assert {each.version for each in draft.load([state.id, other.id]).values()} == {state.version + 1, 1}
    assert town.leads.load([other.id]) == {}
    draft.send([Parcel(wakes=(state.id,))])
    assert (draft.waiting(), town.intake.waiting()) == (1, 0)
