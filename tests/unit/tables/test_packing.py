"""Leads come back from their items as they were, and the items are small."""

import random
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadflow.adapters.tables.item import size
from leadflow.adapters.tables.lead_item import from_item, to_item
from leadflow.adapters.tables.packing import UnknownPacking, pack, unpack
from leadflow.domain.evidence import Click, Message
from leadflow.domain.identity import Keys, LeadId, digest
from leadflow.domain.instant import DAY, SECOND, Instant
from leadflow.domain.lead import Lead, Register
from leadflow.domain.occurrence import Occurrence
from leadflow.domain.signal import Seen
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from tests.samples import ADA, NOON, after, state

TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_.]{0,8}", fullmatch=True)
INSTANTS = st.integers(-(10**30), 10**30).map(Instant)
FLOATS = st.floats(allow_nan=False)
IDS = st.one_of(
    TEXTS,
    st.binary(min_size=16, max_size=16).map(lambda raw: b2a_base64(raw, newline=False)[:22].decode()),
    TEXTS.map(digest),
    st.text("ABw-_", min_size=22, max_size=22),  # seldom canonical: the last letter has only two bits
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXTS, lambda inner: st.lists(inner, max_size=3), max_leaves=4
)
OCCURRENCES = st.builds(
    Occurrence,
    IDS,
    INSTANTS,
    st.dictionaries(TEXTS, st.builds(Seen, TEXTS, FLOATS), max_size=3),
    st.just("") | TEXTS,
    st.none() | INSTANTS,
)


REGISTERS = st.dictionaries(TEXTS, st.builds(Register, JSON, INSTANTS, st.integers(), TEXTS), max_size=4)
CLICKS = st.dictionaries(TEXTS, st.builds(Click, INSTANTS, TEXTS), max_size=3)
MESSAGES = st.builds(Message, st.none() | INSTANTS, CLICKS).filter(
    lambda each: each.clicks or each.delivered is not None
)
LISTS = st.dictionaries(NAMES, st.lists(TEXTS, max_size=3).map(tuple), max_size=3)


def by_id(occurrences: list[Occurrence]) -> Mapping[str, Occurrence]:
    return {occurrence.id: occurrence for occurrence in occurrences}


@given(st.lists(OCCURRENCES, max_size=8).map(by_id))
@example({})
def test_what_is_packed_comes_out(occurrences: Mapping[str, Occurrence]) -> None:
    assert unpack(pack(occurrences.values())) == occurrences


@given(st.lists(OCCURRENCES, max_size=6, unique_by=lambda occurrence: occurrence.id), st.randoms())
def test_the_order_of_the_occurrences_does_not_matter(occurrences: list[Occurrence], random: random.Random) -> None:
    shuffled = random.sample(occurrences, len(occurrences))
    assert pack(shuffled) == pack(occurrences)


STATES = st.builds(
    State,
    id=IDS.filter(lambda name: name.isascii()).map(LeadId),
    lead=st.builds(
        Lead,
        keys=st.builds(Keys, *(st.none() | TEXTS for _ in range(4))),
        first_seen=st.none() | INSTANTS,
        occurrences=st.lists(OCCURRENCES, max_size=4).map(by_id),
        traits=REGISTERS,
        voids=REGISTERS,
        messages=st.dictionaries(TEXTS, MESSAGES, max_size=3),
        full=st.frozensets(NAMES, max_size=3),
    ),
    standing=st.builds(
        Standing,
        st.dictionaries(NAMES, INSTANTS, max_size=3),
        st.dictionaries(NAMES, st.none() | NAMES, max_size=3),
        st.dictionaries(NAMES, INSTANTS, max_size=3),
        told=st.frozensets(NAMES, max_size=3),
        occurred=LISTS,
        blocked=LISTS,
        set_back=st.none() | st.tuples(INSTANTS, TEXTS),
    ),
    version=st.integers(0, 10**9),
    evaluated_at=INSTANTS,
    wake_at=st.none() | INSTANTS,
    returns_at=st.none() | INSTANTS,
    model=NAMES,
)


@pytest.mark.slow
@given(STATES)
def test_any_lead_comes_back_from_its_item(kept: State) -> None:
    assert from_item(to_item(kept)) == kept


def test_where_an_earlier_version_kept_the_instant_of_a_message_it_is_found() -> None:
    written = {name: value for name, value in to_item(State(ADA, wake_at=NOON)).items() if name != "wake_shard"}
    assert from_item(written) == State(ADA, returns_at=NOON)


@pytest.mark.slow
@given(STATES)
def test_values_come_back_with_their_type(kept: State) -> None:
    """The weight of a register, which decides which of two wins, is made of its text."""
    back = from_item(to_item(kept)).lead.traits
    assert {name: known.weight for name, known in back.items()} == {
        name: known.weight for name, known in kept.lead.traits.items()
    }


# Written by the first version: what it wrote must be readable for ever.
FIRST = (
    "AQAAAGN42os20jE0NzcyMTUyNYACHWM4y0gnOjpaKTknMzk7NUUpNlYHmacTrVSempSZl1ikpKMUHFNqYJBmUZSap16sUJKYk62kY6BnZBoL"
    "0mMQq1OtZKBkpVScbmWoVBsLAP6uIDgCAifDXm6Tc4d/KeViRk5GSX4="
)


def test_what_the_first_version_wrote_is_read() -> None:
    talk = Occurrence(digest("a"), NOON, {"clicked": Seen(), "webinar": Seen("Søren's talk", 0.25)})
    scanner = Occurrence("sg:1", after(-5), {"clicked": Seen()}, machine="flagged by its sender")
    assert unpack(a2b_base64(FIRST)) == {talk.id: talk, scanner.id: scanner}


def test_bytes_of_an_unknown_version_are_refused() -> None:
    with pytest.raises(UnknownPacking):
        unpack(b"\x03" + pack([])[1:])


def busy(instants: list[Instant]) -> State:
    signals = [{name: Seen()} for name in ("clicked", "pricing", "blog", "visit", "interaction")]
    found = [Occurrence(digest("id", str(n)), at, signals[n % 5]) for n, at in enumerate(instants)]
    title = Register("VP Sales", NOON, 1, digest("title"))
    stood = state().standing
    return State(
        id=ADA,
        lead=Lead(Keys(email="someone.longer@nordlys.example"), NOON, by_id(found), {"title": title}),
        standing=Standing(stood.segments, stood.classes, stood.alerts, stood.told),
        version=321,
        evaluated_at=NOON,
        wake_at=NOON,
        model="0123456789abcdef",
    )


@pytest.mark.parametrize("unit", [1, 1_000, SECOND])
def test_a_lead_with_100_occurrences_takes_at_most_two_and_a_half_kilobytes(unit: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same figures every time
    instants = [Instant(NOON + chance.randrange(90 * DAY // unit) * unit) for _ in range(100)]
    assert size(to_item(busy(instants))) <= 2.5 * 1024
