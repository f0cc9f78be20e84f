from dataclasses import replace

from leadflow.domain.activity import Activity
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys
from leadflow.domain.lead import Lead
from leadflow.domain.parting import Share, told, without
from tests.models import MONDAY, did, later, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted"}, "clicked": {"activity": "email.clicked"}},
    segments={"chief": {"trait": "title", "is": "ceo"}},
)
NOW = later(9)
HERS = did("hers", "form.submitted", traits={"title": "ceo"})
HIS = did("his", "form.submitted", later(1), Keys(user_id="u1"), traits={"title": "clerk"})


def known(*activities: Activity) -> Lead:
    return fold(Lead(), activities, POLICY, NOW)


def left(*, of: tuple[Activity, ...], gone: tuple[Activity, ...], timeline: tuple[Activity, ...] | None = None) -> Lead:
    """What is left of a lead that has done all that, where some turns out to be another's."""
    rest = timeline if timeline is not None else tuple(each for each in of if each not in gone)
    return without(known(*of), Share(known(*gone), gone), rest).folded(POLICY, NOW)


def test_what_another_did_leaves_and_what_it_had_covered_comes_back() -> None:
    ours = left(of=(HERS, HIS), gone=(HIS,))
    assert set(ours.occurrences) == {"hers"}
    assert ours.traits["title"].value == "ceo"
    assert ours == known(HERS)


def test_what_the_timeline_no_longer_holds_is_left_as_it_was_known() -> None:
    ours = left(of=(HERS, HIS), gone=(HIS,), timeline=())
    assert set(ours.occurrences) == {"hers"}
    assert ours.traits == {}  # the other's had covered it, and nobody remembers what it was
    assert ours.first_seen == MONDAY


def test_what_both_told_of_stays() -> None:
    share = Share(known(HIS), (HIS,))
    assert set(without(known(HERS, HIS), share, [HERS, HIS]).lead.occurrences) == {"hers", "his"}


def test_when_a_lead_was_first_seen_goes_with_whom_it_was_seen_by() -> None:
    early = replace(HIS, occurred_at=later(-3), received_at=later(-3))
    assert left(of=(HERS, early), gone=(early,)).first_seen == MONDAY
    assert left(of=(HERS, early), gone=(early,), timeline=()).first_seen is None
    assert left(of=(HERS,), gone=()).first_seen == MONDAY
    assert without(Lead(), Share(known(HIS), ()), []).lead.first_seen is None


def test_words_and_evidence_of_another_leave() -> None:
    word = did("word", "activity.voided", later(2), Keys(user_id="u1"), properties={"activity": "hers"})
    click = did(
        "click",
        "email.clicked",
        later(2),
        Keys(user_id="u1"),
        properties={"message_id": "m", "url": "https://a.example"},
    )
    whole = known(HERS, word, click)
    assert whole.voids
    ours = left(of=(HERS, word, click), gone=(word, click))
    assert not ours.voids
    assert not ours.messages
    assert ours == known(HERS)


def test_who_asked_to_be_erased_keeps_that_and_takes_it_along() -> None:
    asks = did("gone", "crm.contact.deleted", later(1), Keys(user_id="u1"), properties={"erase": True})
    assert left(of=(HERS, asks), gone=(asks,)).erase_requested is None
    assert left(of=(HERS, asks), gone=(HIS,)).erase_requested == later(1)
    assert Share(known(asks), (asks,)).folded(POLICY, NOW).erase_requested == later(1)


def test_of_a_lead_it_is_known_which_activities_tell_anything() -> None:
    word = did("word", "activity.voided", later(2), properties={"activity": "hers"})
    click = did("click", "email.clicked", later(2), properties={"message_id": "m", "url": "https://a.example"})
    silent = did("silent", "email.opened")
    assert told(known(HERS, word, click, silent)) == {"hers", "word", "click"}
