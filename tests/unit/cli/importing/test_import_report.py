import csv
from pathlib import Path

import pytest

from leadflow.cli.failure import Failure
from leadflow.cli.import_report import Report, beside, safe


def written(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_bad_row_stands_in_the_report(tmp_path: Path) -> None:
    report = Report(tmp_path / "a.report.csv")
    with report.writing():
        report.add(7, "not an email address", "E-mail", "=HYPERLINK(1)")
        report.add(9, "it names nobody")
    assert written(report.path) == [
        ["line", "field", "reason", "value"],
        ["7", "E-mail", "not an email address", "'=HYPERLINK(1)"],
        ["9", "", "it names nobody", ""],
    ]
    assert (report.count, report.reasons["", "it names nobody"]) == (2, 1)


@pytest.mark.parametrize("cell", ["=1", " =1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "\0=1", "\u200b=1", "\u2066=1"])  # noqa: RUF001 the wide sign is meant
def test_no_cell_of_the_report_is_a_formula(cell: str) -> None:
    assert safe(cell).startswith("'")


def test_cells_of_the_report_are_short_and_of_one_line() -> None:
    assert safe("a\n\0b") == "a b"
    assert len(safe("x" * 5_000_000)) == 200


def test_a_report_of_nothing_is_removed_even_an_old_one(tmp_path: Path) -> None:
    report = Report(tmp_path / "a.report.csv")
    report.path.write_text("line,field,reason,value\n1,,x,\n")
    with report.writing():
        pass
    assert not report.path.exists()


def test_what_is_no_report_is_not_written_over(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("email\nada@x.no\n")
    with pytest.raises(Failure, match="is there already, and is no report"), Report(mine).writing():
        pass
    assert mine.read_text() == "email\nada@x.no\n"


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "a.csv", tmp_path):
        with pytest.raises(Failure, match="the report cannot be written"), Report(path).writing():
            pass


def test_the_report_stands_beside_the_file() -> None:
    assert beside(Path("a/leads.csv")) == Path("a/leads.report.csv")
