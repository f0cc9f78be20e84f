from pathlib import Path

import pytest

from local.journal import Journal


def test_what_was_written_is_left_for_the_next_run(tmp_path: Path) -> None:
    Journal(tmp_path).write(b"a")
    assert list(Journal(tmp_path).left()) == [b"a"]


def test_what_a_snapshot_may_have_missed_outlives_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(b"before")
    segments = journal.roll()
    journal.write(b"during")
    journal.discard(segments)
    assert list(Journal(tmp_path).left()) == [b"during"]


def test_a_snapshot_that_fails_costs_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(b"a")
    journal.roll()
    journal.write(b"b")
    assert list(Journal(tmp_path).left()) == [b"a", b"b"]


def test_what_an_earlier_run_left_goes_with_the_first_snapshot(tmp_path: Path) -> None:
    Journal(tmp_path).write(b"a")
    journal = Journal(tmp_path)
    journal.discard(journal.roll())
    assert list(Journal(tmp_path).left()) == []


def test_a_line_that_was_cut_short_was_never_answered_for(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(b"whole")
    (segment,) = tmp_path.glob("*.jsonl")
    segment.write_bytes(segment.read_bytes() + b'{"cut')
    assert list(Journal(tmp_path).left()) == [b"whole"]


def test_nothing_is_rolled_where_nothing_was_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.discard(journal.roll())
    assert len(list(tmp_path.glob("*.jsonl"))) == 1


def test_what_comes_too_late_is_written_nowhere(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.close()
    other = tmp_path / "other"
    with other.open("wb") as file:  # which gets the descriptor that was closed
        with pytest.raises(OSError, match="Bad file descriptor"):
            journal.write(b"late")
        file.flush()
    assert other.read_bytes() == b""
