"""A lead is erased under all of its keys, whatever fails or races on the way, and stays so."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from leadflow.application import family
from leadflow.application.archive import NobodyKnown
from leadflow.application.erase import RACES, TOGETHER
from leadflow.application.ports import OutsideDown, Parcel
from leadflow.domain.identity import Key
from leadflow.domain.instant import Instant
from leadflow.domain.state import Tombstone
from tests.models import later
from tests.unit.application.erasing import HERS, Death, Graveyard
from tests.unit.application.joining import ADA, BO, CY, NOW, id_of, merged, parted, said, seen
from tests.unit.application.workbench import told

AFTER = Instant(NOW + 1_000_000)
LIFE = (
    seen("page:1", anonymous_id="x"),
    said("form:1", "form.submitted", later(1), email=ADA, anonymous_id="x"),
    said("contact:1", at=later(2), email=ADA, crm_id="151"),
    merged("contact:2", "90", "151", later(3)),
    said("login:1", "product.login", at=later(4), email=ADA, user_id="u1"),
    said("office:1", at=later(5), email=ADA, anonymous_id="office"),
    said("office:2", at=later(5), email=BO, anonymous_id="office"),
    said("old:1", at=later(6), email=ADA, user_id="old"),
    parted("old:2", "user_id", "old", at=later(6)),
    said("moved:1", at=later(6), email=ADA, user_id="u2"),
    said("moved:2", at=later(7), email=BO, user_id="u2"),
)
KEYS: tuple[Key, ...] = (HERS, ("anonymous_id", "x"), ("crm_id", "151"), ("crm_id", "90"), ("user_id", "u1"))


def town() -> Graveyard:
    found = Graveyard()
    found.hear(*LIFE)
    found.eraser.lister.keep(found.at(*HERS), NOW)
    found.things.kept = [{"to": ADA}, {"to": BO}, {"to": f"x{ADA}"}]
    return found


def test_nothing_is_left_under_any_key_but_tombstones_that_know_each_other() -> None:
    bare = town()
    assert bare.lists.card(id_of(*HERS)).lists
    done = bare.erase()
    assert done == {"leads": 5, "lists": 2, "timeline": 9, "things": 1, "near": 3}
    assert bare.left_of(*KEYS) == []
    assert all(bare.leads.kept[id_of(*key)].gone for key in KEYS)
    assert bare.eraser.subject(("user_id", "u1")).ids == bare.eraser.subject(HERS).ids
    assert len(bare.eraser.subject(HERS).ids) == len(KEYS)
    assert bare.leads.kept[id_of(*HERS)].tombstone == Tombstone(NOW, finished=True)
    assert not bare.lists.card(id_of(*HERS)).lists
    assert bare.things.kept == [{"to": BO}, {"to": f"x{ADA}"}]
    assert bare.naming(*KEYS) == set()
    assert family.whole(bare.leads, id_of(*HERS)) is None


def test_what_is_heard_later_under_any_key_is_dropped_and_leaves_nothing() -> None:
    bare = town()
    bare.erase()
    before = dict(bare.leads.kept)
    late = [
        seen("late:1", at=AFTER, anonymous_id="x"),
        said("late:2", "form.submitted", AFTER, email=ADA),
        said("late:3", at=AFTER, crm_id="151", user_id="u1"),
        said("late:4", at=AFTER, email=ADA, user_id="unheard of"),
    ]
    for each in late:
        bare.timeline.add(id_of(*each.lead.all[0]), each)  # as by a worker that died thereafter
        assert bare.run(told(each), now=AFTER).erased == 1
    assert bare.run(Parcel(wakes=[id_of(*HERS), id_of("user_id", "u1")]), now=AFTER).erased == 0
    assert bare.leads.kept == before
    assert not any(bare.timeline.kept[id_of(*key)] for key in KEYS)


def test_a_worker_that_read_the_lead_before_writes_nothing_of_it() -> None:
    for known in (LIFE[:0], LIFE):
        bare = Graveyard().hear(*known)
        bare.leads.meanwhile.append(bare.erase)
        report = bare.run(told(said("form:2", "form.submitted", AFTER, email=ADA)), now=AFTER)
        assert (report.erased, report.written) == (1, 0)
        assert not bare.timeline.kept[id_of(*HERS)]
        assert bare.leads.kept[id_of(*HERS)].gone


def test_keys_that_are_tied_while_a_lead_is_erased_join_nobody_who_is_gone() -> None:
    bare = town()
    bare.leads.meanwhile.append(bare.erase)
    bare.run(told(said("tie", at=AFTER, email=BO, user_id="u1")), now=AFTER)
    assert bare.leads.kept[id_of("user_id", "u1")].gone
    assert bare.naming(*KEYS) == set()


def test_somebody_else_can_have_a_device_of_hers_and_nothing_that_was_done_there_before() -> None:
    bare = town()
    bare.erase()
    bare.hear(said("bo:1", "form.submitted", AFTER, email=BO, anonymous_id="x"), now=AFTER)
    assert bare.home("anonymous_id", "x") == ("email", BO)
    bare.run(told(seen("page:old", at=later(1), anonymous_id="x")), now=AFTER)
    bare.hear(seen("page:new", at=Instant(AFTER + 1), anonymous_id="x"), now=Instant(AFTER + 1))
    assert {"page:new", "bo:1"} <= bare.did("email", BO)
    assert "page:old" not in bare.did("email", BO)
    assert len(bare.eraser.subject(HERS).ids) == len(KEYS) - 1


def test_a_visitor_is_erased_and_another_can_have_the_device() -> None:
    bare = Graveyard().hear(seen("page:1", anonymous_id="x"))
    bare.erase(("anonymous_id", "x"))
    bare.hear(said("bo:1", "form.submitted", AFTER, email=BO, anonymous_id="x"), now=AFTER)
    assert bare.did("anonymous_id", "x") == {"bo:1"}


def test_other_keys_of_hers_are_nobody_s() -> None:
    bare = town()
    bare.erase()
    bare.hear(
        said("bo:1", "form.submitted", AFTER, email=BO, crm_id="151"),
        parted("bo:2", "crm_id", "151", AFTER, email=BO),
        parted("bo:3", "anonymous_id", "x", AFTER, email=BO),
        now=AFTER,
    )
    assert bare.did("email", BO) == {"bo:1"}
    assert bare.naming(*KEYS) == set()
    assert bare.leads.kept[id_of("crm_id", "151")].gone
    assert bare.leads.kept[id_of("anonymous_id", "x")].gone


def test_a_device_that_she_shared_stays_shared() -> None:
    bare = town()
    bare.erase()
    bare.hear(said("office:3", at=AFTER, user_id="u7", anonymous_id="office"), now=AFTER)
    assert bare.alone("anonymous_id", "office")
    bare.hear(
        said("bo:1", at=AFTER, email=BO, anonymous_id="office"),
        said("cy:1", at=AFTER, email=CY, anonymous_id="office"),
        now=AFTER,
    )
    assert bare.alone("anonymous_id", "office")


def test_nothing_moves_towards_anybody_while_an_erasure_is_half_done() -> None:
    bare = town()
    bare.leads.dies_at = bare.leads.writes + 3
    with pytest.raises(Death):
        bare.erase()
    bare.leads.dies_at = None
    bare.hear(said("office:3", at=AFTER, user_id="u7", anonymous_id="office"), now=AFTER)
    assert bare.alone("anonymous_id", "office")


def test_a_death_before_any_write_is_made_good_by_the_same_again() -> None:
    whole = town()
    before = whole.leads.writes
    whole.erase()
    for number in range(1, whole.leads.writes - before + 1):
        bare = town()
        bare.leads.dies_at = bare.leads.writes + number
        with pytest.raises(Death):
            bare.erase()
        bare.erase()
        assert _plain(bare) == _plain(whole), f"death before write {number}"
        assert bare.timeline.kept.keys() & {id_of(*key) for key in KEYS} == set()


def _plain(bare: Graveyard) -> dict[str, object]:
    """All leads, however often they were written."""
    return {each.id: replace(each, version=0) for each in bare.leads.kept.values()}


def test_a_lead_with_very_many_keys_is_erased_under_all() -> None:
    devices = [said(f"d{number}", email=ADA, anonymous_id=f"d{number}") for number in range(TOGETHER + 5)]
    bare = Graveyard().hear(*devices)
    assert bare.erase()["leads"] == TOGETHER + 6
    assert all(state.gone for state in bare.leads.kept.values())


def test_several_are_erased_at_once_and_the_same_again_finds_nothing() -> None:
    bare = town()
    assert bare.erase(HERS, ("email", BO))["leads"] == 7
    assert bare.erase(HERS, ("email", BO)) == {}


def test_nothing_is_taken_in_of_an_address_that_was_erased_before_anybody_knew_it() -> None:
    bare = Graveyard()
    assert bare.erase() == {}
    assert bare.run(told(LIFE[1]), now=NOW).erased == 1
    assert not bare.timeline.kept[id_of(*HERS)]


def test_others_may_be_faster_but_not_for_ever() -> None:
    bare = town()
    bare.leads.meanwhile.append(partial(bare.hear, said("more", at=NOW, email=ADA, user_id="u9")))
    assert bare.erase()["leads"] == 6
    assert bare.leads.kept[id_of("user_id", "u9")].gone
    bare.leads.always_outrun, before = True, bare.leads.writes
    with pytest.raises(OutsideDown, match=f"{RACES} times"):
        bare.erase(("email", BO))
    assert bare.leads.writes == before + RACES


def test_whoever_names_them_may_be_written_meanwhile() -> None:
    bare = town()
    bare.leads.meanwhile = _third(bare, lambda: bare.hear(said("bo:9", at=AFTER, email=BO, user_id="u3"), now=AFTER))
    bare.erase()
    assert bare.naming(*KEYS) == set()
    bare.leads.always_outrun = True
    with pytest.raises(OutsideDown, match=f"{RACES} times"):
        bare.eraser.readmit(HERS, AFTER)


def _third(bare: Graveyard, deed: Callable[[], object]) -> list[Callable[[], object]]:
    """Do that before the third write from now on."""
    return [lambda: bare.leads.meanwhile.append(lambda: bare.leads.meanwhile.append(deed))]


def test_who_is_readmitted_begins_anew_with_what_happens_from_then_on() -> None:
    bare = town()
    bare.erase()
    bare.eraser.readmit(("user_id", "u1"), AFTER)
    assert not any(bare.leads.kept[id_of(*key)].gone for key in KEYS)
    assert bare.run(told(*LIFE[:2]), now=AFTER).erased == 2
    again = Instant(AFTER + 1)
    bare.hear(said("form:2", "form.submitted", again, email=ADA, anonymous_id="x"), now=again)
    assert bare.did("anonymous_id", "x") == {"form:2"}
    assert bare.eraser.erase([HERS], again)["leads"] == 2


def test_only_who_was_erased_to_the_end_can_be_readmitted() -> None:
    bare = town()
    with pytest.raises(NobodyKnown, match="nobody with this key is erased"):
        bare.eraser.readmit(HERS, AFTER)
    bare.leads.dies_at = bare.leads.writes + 2
    with pytest.raises(Death):
        bare.erase()
    bare.leads.dies_at = None
    with pytest.raises(NobodyKnown, match="broken off; erase it again first"):
        bare.eraser.readmit(HERS, AFTER)
    bare.erase()
    bare.leads.dies_at = bare.leads.writes + 3
    with pytest.raises(Death):
        bare.eraser.readmit(HERS, AFTER)
    bare.leads.dies_at = None
    bare.eraser.readmit(HERS, AFTER)
    assert not any(bare.leads.kept[id_of(*key)].gone for key in KEYS)
