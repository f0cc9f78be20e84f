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
        ((name, history),) = spool.leads(later(9))
        assert name == "ada@nordlys.example"
        assert [*history] == [*history] == [UNUSUAL]


def test_leads_come_by_name_and_their_activities_by_instant() -> None:
    told = [did("1", at=later(2), lead=Keys(user_id="ö")), did("2", at=later(1), lead=ADA), did("3", at=MONDAY)]
    same = [did("4", lead=Keys(crm_id="7")), did("5", lead=Keys(anonymous_id="7")), did("6", lead=Keys())]
    with Spool.opened() as spool:
        spool.add(told + same)
        found = [(name, [each.id for each in history]) for name, history in spool.leads(later(2))]
    assert found == [("7", ["5"]), ("7", ["4"]), ("ada@nordlys.example", ["3", "2"]), ("ö", ["1"])]


def test_half_a_letter_is_a_name_too() -> None:
    half = Keys(user_id="\ud800")
    with Spool.opened() as spool:
        spool.add([did("1", lead=half), did("2", lead=Keys(user_id="?"))])
        assert [(name, [each.lead for each in history]) for name, history in spool.leads(MONDAY)][1] == (
            "\ud800",
            [half],
        )


def test_what_is_later_than_the_end_is_not_there() -> None:
    with Spool.opened() as spool:
        spool.add([did("1"), did("2", at=later(1)), did("3", at=later(1), lead=Keys(user_id="7"))])
        assert [[each.id for each in history] for _, history in spool.leads(MONDAY)] == [["1"]]
        assert spool.count(MONDAY) == 1
        assert spool.count(later(1)) == 2


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
