"""Whose a key is follows from what was stated, in any order, by several workers at once, through their deaths."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.identity import lead_id
from tests import oracle
from tests.fragments import Document
from tests.laws.cases import batches, law, shuffled
from tests.laws.family import END, MODEL, Crowd, histories
from tests.oracle.kinship import Key, keys_of, owners
from tests.unit.application.workbench import KEY

SEEDS = st.integers(0, 2**16)
PUBLIC = ("site",)


def by_owner(history: list[Document]) -> dict[Key, list[Document]]:
    """What each lead did, by the key under which it lives."""
    whose, found = owners(history, PUBLIC), defaultdict[Key, list[Document]](list)
    for activity in history:
        found[whose[keys_of(activity)[0]]].append(activity)
    return found


def agrees(crowd: Crowd, history: list[Document]) -> None:
    whose = owners(history, PUBLIC)
    for key, top in whose.items():
        state = crowd.state(key)
        if state is not None:
            ends = state
            while ends.kin.to is not None:
                ends = crowd.leads.kept[ends.kin.to]
            assert ends.id == lead_id(top, KEY), (key, top)
    for top, deeds in by_owner(history).items():
        state = crowd.state(top)
        assert state is not None
        ours = {activity["id"] for activity in deeds if activity["type"] != "identity.split"}
        assert set(state.lead.occurrences) <= ours
        expected = oracle.evaluate(MODEL, deeds, END)
        assert crowd.outcome(top) == expected
        assert sorted(state.standing.segments) == sorted(expected["segments"])


@law(1000)
@given(histories(), SEEDS)
def test_every_activity_is_its_owner_s_whatever_the_order_and_the_races(history: list[Document], seed: int) -> None:
    crowd = Crowd.of(seed)
    crowd.take(batches(shuffled(history, seed), seed))
    agrees(crowd, history)


@law(300)
@given(histories(), SEEDS)
def test_workers_that_die_leave_no_key_between_two_leads(history: list[Document], seed: int) -> None:
    crowd = Crowd.of(seed, deaths=6)
    crowd.take(batches(shuffled(history, seed), seed))
    agrees(crowd, history)


@law(300)
@given(histories(), SEEDS)
def test_all_of_it_again_changes_nothing(history: list[Document], seed: int) -> None:
    crowd = Crowd.of(seed)
    crowd.take(batches(shuffled(history, seed), seed))
    before, told = dict(crowd.leads.kept), dict(crowd.leads.outbox.kept)
    crowd.take([shuffled(history, seed + 1)])
    assert crowd.leads.outbox.kept == told
    assert {key: (state.lead, state.kin, state.standing) for key, state in crowd.leads.kept.items()} == {
        key: (state.lead, state.kin, state.standing) for key, state in before.items()
    }
