import os
import subprocess
import sys
from pathlib import Path

import pytest

from leadflow.adapters.spool import NoRoom, Spool
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant
from tests.models import ADA, MONDAY, did, later

FLOOD = """
import resource, sys
from leadflow.adapters.spool import Spool
from tests.models import did, later
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Spool.opened() as spool:
    before = peak()
    spool.add(did(f"{n}", at=later(n), properties={"url": "x" * 1000}) for n in range(50_000))
    for n in range(50_000):
        spool.tell("ada", [(later(-n), ["x" * 300])])
    assert sum(1 for _, history in spool.leads(later(50_000)) for _ in history) == 50_000
    assert sum(1 for _ in spool.told()) == 50_000
    print((peak() - before) // 1024)
    sys.stdout.flush()
    sys.stdin.read()
"""
ADA_S = "ada@nordlys.example"
UNUSUAL = Activity(
    "1",
    Keys("ada@nordlys.example", "c", "u\ud800", "a"),
    "product.login",
    later(1),
    MONDAY,
    "site",
    {"n": 2**70, "f": 0.1, "deep": [{"a": None, "b": [True, "\ud800"]}]},
    {"title": "ceo"},
    "it says so",
)


def test_an_activity_comes_back_as_it_was() -> None:
    with Spool.opened() as spool:
        spool.add([UNUSUAL])
        ((key, history),) = spool.leads(later(9))
        assert key == ("email", "ada@nordlys.example")
        assert [*history] == [*history] == [UNUSUAL]


def test_leads_come_by_name_and_their_activities_by_instant() -> None:
    told = [did("1", at=later(2), lead=Keys(user_id="ö")), did("2", at=later(1), lead=ADA), did("3", at=MONDAY)]
    same = [did("4", lead=Keys(crm_id="7")), did("5", lead=Keys(anonymous_id="7")), did("6", lead=Keys())]
    with Spool.opened() as spool:
        spool.add(told + same)
        found = [(name, [each.id for each in history]) for (_, name), history in spool.leads(later(2))]
    assert found == [("7", ["5"]), ("7", ["4"]), ("ada@nordlys.example", ["3", "2"]), ("ö", ["1"])]


def test_half_a_letter_is_a_name_too() -> None:
    half = Keys(user_id="\ud800")
    with Spool.opened() as spool:
        spool.add([did("1", lead=half), did("2", lead=Keys(user_id="?"))])
        assert [(key, [each.lead for each in history]) for key, history in spool.leads(MONDAY)][1] == (
            ("user_id", "\ud800"),
            [half],
        )


def test_what_is_later_than_the_end_is_not_there() -> None:
    with Spool.opened() as spool:
        spool.add([did("1"), did("2", at=later(1)), did("3", at=later(1), lead=Keys(user_id="7"))])
        assert [[each.id for each in history] for _, history in spool.leads(MONDAY)] == [["1"]]
        assert spool.count(MONDAY) == 1
        assert spool.count(later(1)) == 2


def test_keys_that_were_stated_together_come_together_and_no_longer_alone() -> None:
    email, record, user, device = ("email", ADA_S), ("crm_id", "7"), ("user_id", "7"), ("anonymous_id", "x")
    told = [did("1", at=later(2)), did("2", lead=Keys(crm_id="7")), did("3", at=later(1), lead=Keys(anonymous_id="x"))]
    with Spool.opened() as spool:
        spool.add([*told, did("4", lead=Keys(user_id="7")), did("5", at=later(3))])
        for one, other in [(device, email), (record, email), (email, record)]:
            spool.tie(one, other)
        assert [key for key, _ in spool.leads(later(2))] == [user]
        assert (spool.count(later(2)), spool.count_clans()) == (1, 1)
        (clan,) = spool.clans(later(2))
        assert {key: [each.id for each in done] for key, done in clan.histories.items()} == {
            email: ["1"],
            record: ["2"],
            device: ["3"],
        }
        assert [each.id for each in clan.told] == [each.id for each in clan.told] == ["2", "3", "1"]


def test_a_key_is_found_with_those_that_it_was_stated_with() -> None:
    email, half, user = ("email", ADA_S), ("user_id", "\ud800"), ("user_id", "7")
    with Spool.opened() as spool:
        spool.add([did("1"), did("2", lead=Keys(user_id="7"))])
        spool.tie(half, email)
        found = {key: spool.clan(key, MONDAY) for key in (email, half, user)}
        assert [sorted(each.histories) for each in found.values()] == [[email, half], [email, half], [user]]
        assert [[one.id for one in each.told] for each in found.values()] == [["1"], ["1"], ["2"]]


def test_lines_about_leads_are_kept_by_name() -> None:
    with Spool.opened() as spool:
        spool.keep(("user_id", "b"), ["1", "2"])
        spool.keep(("email", "b"), ["3"])
        spool.keep(("user_id", "a\ud800"), ["4"])
        kept = list(spool.kept())
    assert kept == [(("user_id", "a\ud800"), ["4"]), (("email", "b"), ["3"]), (("user_id", "b"), ["1", "2"])]


def test_lines_are_told_by_instant_then_by_name_then_as_they_came() -> None:
    with Spool.opened() as spool:
        spool.tell("bo", [(Instant(2), ["4"]), (Instant(1), ["2"])])
        spool.tell("ada", [(Instant(2), ["3", "x"]), (Instant(-1), ["1"])])
        spool.tell("bo", [(Instant(2), ["5"])])
        assert [cells[0] for cells in spool.told()] == ["1", "2", "3", "4", "5"]


def test_a_full_disk_is_said_so() -> None:
    with pytest.raises(NoRoom, match="full"):
        fill(4)


def fill(pages: int) -> None:
    with Spool.opened() as spool:
        spool._file.execute(f"PRAGMA max_page_count = {pages}")
        spool.add(did(str(number), properties={"url": "x" * 1_000}) for number in range(100))


def test_a_flood_fills_no_memory_and_leaves_no_file_though_the_program_is_killed(tmp_path: Path) -> None:
    where = {**os.environ, "SQLITE_TMPDIR": str(tmp_path), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", FLOOD], env=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as spooling:
        assert spooling.stdout
        megabytes = int(spooling.stdout.readline())
        spooling.kill()
    assert megabytes < 40  # of 70 that were put aside
    assert list(tmp_path.iterdir()) == []
