"""What strangers write into forms is text in a spreadsheet, never a formula."""

import csv

import pytest

from leadflow.cli.csv_lines import guarded, line, lines


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+47 22 33", "-2", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "\uff1d1", "\u200b=1", "=cmd|' /C calc'!A0"],
)
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize("text", ["a;=1+1", "a; +1", "a;@SUM(A1)", "=1;-2"])
def test_what_would_be_a_formula_where_semicolons_part_the_cells_is_text(text: str) -> None:
    """Spreadsheets in many countries read a file with commas so."""
    assert all(each.lstrip()[:1] not in "=+-@" for each in guarded(text).split(";"))


@pytest.mark.parametrize("text", ["ada@nordlys.example", "Head of Sales", "a=b", "1-2", "a;b", ""])
def test_all_else_is_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_numbers_stay_numbers_and_nothing_stays_nothing() -> None:
    assert line([-2.5, 3, None, "a"]) == "-2.5,3,,a"


def test_a_row_is_one_line_whatever_is_in_it() -> None:
    told = list(lines(["a", "b"], iter([['say "hi", all', "two\nlines"]])))
    assert told == ["a,b", '"say ""hi"", all",two lines']
    assert list(csv.reader(told))[1] == ['say "hi", all', "two lines"]
