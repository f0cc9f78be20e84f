"""The lists follow the leads, however late, often and out of order news comes."""

from dataclasses import replace

import pytest

from leadflow.application.listing import AT_ONCE, GONE, RACES, Card, Lister
from leadflow.application.ports import OutsideDown
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.kin import Kin
from leadflow.domain.lead import Lead
from leadflow.domain.listed import listed, of_company, of_label, of_segment
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from tests.fakes import MemoryLeads
from tests.listing import MemoryLists
from tests.samples import ADA, NOON, lead_number, news

HOT, WARM = of_segment("hot"), of_segment("warm")
NORDLYS = of_company("nordlys.example")


def lead(version: int, *segments: str, email: str | None = "ada@nordlys.example") -> State:
    keys = Keys(email=email, anonymous_id="x")
    return State(ADA, Lead(keys), Standing(dict.fromkeys(segments, NOON)), version)


def lister(state: State | None, lists: MemoryLists | None = None) -> Lister:
    return Lister(MemoryLeads(kept={} if state is None else {state.id: state}), lists or MemoryLists())


def lists_of(found: Lister) -> frozenset[str]:
    return found.lists.card(ADA).lists


def test_a_lead_stands_on_the_lists_of_its_segments_its_labels_and_its_company() -> None:
    standing = Standing({"hot": NOON}, {"stage": "customer", "persona": None})
    assert listed(replace(lead(1), standing=standing)) == {HOT, of_label("stage", "customer"), NORDLYS}


def test_free_mail_forms_no_company() -> None:
    assert listed(lead(1, "hot", email="ada@gmail.com")) == {HOT}


def test_a_visitor_and_a_key_that_has_joined_another_stand_on_no_list() -> None:
    assert listed(lead(1, "hot", email=None)) == frozenset()
    assert listed(replace(lead(1, "hot"), kin=Kin(to=lead_number(1)))) == frozenset()


def test_news_puts_a_lead_onto_its_lists() -> None:
    found = lister(lead(3, "hot"))
    found.heard(news(version=3), NOON)
    assert found.lists.card(ADA) == Card(ADA, 3, frozenset({HOT, NORDLYS}))


def test_the_lead_counts_not_the_news() -> None:
    found = lister(lead(5, "warm"))
    found.heard(news(of="hot", version=3), NOON)
    assert lists_of(found) == {WARM, NORDLYS}


def test_the_same_news_again_writes_nothing() -> None:
    lists = MemoryLists()
    found = lister(lead(3, "hot"), lists)
    for version in (3, 2, 3, 1):
        found.heard(news(version=version), NOON)
    assert lists.writes == 1


def test_what_is_read_may_be_older_than_the_news() -> None:
    class Behind(MemoryLeads):
        def load(self, ids: object, *, fresh: bool = False) -> dict[LeadId, State]:
            return {ADA: lead(4, "warm") if fresh else lead(3, "hot")}

    found = Lister(Behind(), MemoryLists())
    found.heard(news(version=4), NOON)
    assert lists_of(found) == {WARM, NORDLYS}


def test_whoever_is_slower_changes_nothing() -> None:
    lists = MemoryLists()
    slow, quick = lister(lead(4, "hot"), lists), lister(lead(5, "warm"), lists)
    lists.meanwhile = [lambda: quick.heard(news(version=5), NOON)]
    slow.heard(news(version=4), NOON)
    assert lists.card(ADA) == Card(ADA, 5, frozenset({WARM, NORDLYS}))


def test_a_lead_that_left_everything_is_known_to_have_left() -> None:
    lists = MemoryLists()
    slow, quick = lister(lead(4, "hot", email="ada@gmail.com"), lists), lister(lead(5, email="ada@gmail.com"), lists)
    lists.meanwhile = [lambda: quick.heard(news(version=5), NOON)]
    slow.heard(news(version=4), NOON)
    assert (lists_of(slow), lists.ends) == (frozenset(), {ADA: None})


def test_a_key_that_joins_another_leaves_all_lists_and_its_card_goes_later() -> None:
    lists = MemoryLists()
    lister(lead(1, "hot"), lists).heard(news(version=1), NOON)
    joined = lister(replace(lead(2, "hot"), kin=Kin(to=lead_number(1))), lists)
    joined.heard(news(version=2), NOON)
    assert (lists_of(joined), lists.ends) == (frozenset(), {ADA: Instant(NOON + GONE)})


def test_a_lead_that_is_gone_leaves_all_lists() -> None:
    lists = MemoryLists()
    lister(lead(1, "hot"), lists).heard(news(version=1), NOON)
    gone = lister(None, lists)
    gone.heard(news(version=2), NOON)
    assert lists.card(ADA) == Card(ADA, 2)


def test_a_visitor_has_no_card() -> None:
    lists = MemoryLists()
    lister(lead(3, "hot", email=None), lists).heard(news(version=3), NOON)
    assert not lists.cards


def test_more_lists_than_a_transaction_takes_change_one_after_the_other() -> None:
    lists = MemoryLists()
    many = [f"s{number}" for number in range(2 * AT_ONCE + 5)]
    found = lister(lead(1, *many), lists)
    found.heard(news(version=1), NOON)
    assert len(lists_of(found)) == len(many) + 1
    assert lists.writes == 3
    gone = lister(None, lists)
    gone.heard(news(version=2), NOON)
    assert (lists_of(gone), lists.writes) == (frozenset(), 6)


def test_a_lead_can_be_put_onto_its_lists_without_news() -> None:
    found = lister(lead(3, "hot"))
    assert found.keep(lead(3, "hot"), NOON)
    assert not found.keep(lead(3, "hot"), NOON)
    assert not found.keep(lead(3, email=None), NOON)
    assert lists_of(found) == {HOT, NORDLYS}


def test_whoever_is_always_outrun_gives_up() -> None:
    lists = MemoryLists()
    versions = iter(range(1, 100))

    def elsewhere() -> None:
        lists.cards[ADA] = Card(ADA, 0, frozenset({f"segment:{next(versions)}"}))
        lists.meanwhile.append(elsewhere)

    found = lister(lead(100, "hot"), lists)
    for attempt in (lambda: found.heard(news(version=100), NOON), lambda: found.keep(lead(100, "hot"), NOON)):
        lists.meanwhile = []
        lists.meanwhile.append(elsewhere)
        with pytest.raises(OutsideDown, match=f"{RACES} times"):
            attempt()


def test_what_is_read_together_is_not_read_again() -> None:
    lists = MemoryLists()
    leads = MemoryLeads(kept={ADA: lead(3, "hot")})
    found = Lister(leads, lists).ahead([ADA], lists)
    leads.kept.clear()
    found.heard(news(version=3), NOON)
    found.heard(news(of="warm", version=3), NOON)
    assert lists.cards[ADA] == Card(ADA, 3, frozenset({HOT, NORDLYS}))
    assert lists.writes == 1


def test_what_was_read_together_and_is_old_by_then_is_read_again() -> None:
    lists = MemoryLists()
    leads = MemoryLeads(kept={ADA: lead(3, "hot")})
    found = Lister(leads, lists).ahead([ADA], lists)
    leads.kept[ADA] = lead(4, "warm")
    lists.cards[ADA] = Card(ADA, 2, frozenset({HOT}))
    found.heard(news(version=4), NOON)
    assert lists.cards[ADA] == Card(ADA, 4, frozenset({WARM, NORDLYS}))


def test_of_whom_nothing_was_read_together_everything_is_read() -> None:
    lists = MemoryLists()
    found = lister(lead(3, "hot"), lists).ahead([lead_number(1)], lists)
    found.heard(news(version=3), NOON)
    assert lists.cards[ADA].lists == {HOT, NORDLYS}
