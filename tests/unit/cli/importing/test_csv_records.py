"""How text is cut into records, and what becomes of text that is no table."""

import csv
from io import StringIO
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.cli.csv_file.dialect import dialect
from leadflow.cli.csv_file.lines import LINE_LIMIT, Lines
from leadflow.cli.csv_file.records import RECORD_LIMIT, Broken, Dialect, Record, Records

CELLS = st.lists(st.text(st.sampled_from("a\",; \n'\\"), max_size=6), min_size=2, max_size=4)


def read(text: str, how: Dialect | None = None) -> list[tuple[int, list[str] | str]]:
    """The records with their lines: the cells, or why there are none."""
    found = Records(Lines(StringIO(text)), how or Dialect())
    return [(each.line, each.cells if isinstance(each, Record) else each.reason) for each in found]


def test_a_cell_in_quotes_may_hold_separators_quotes_and_line_ends() -> None:
    assert read('a,"b, ""c""\n d", "" ,e"f\n\n"x",\n') == [
        (1, ["a", 'b, "c"\n d', "", 'e"f']),
        (3, [""]),
        (4, ["x", ""]),
    ]


def test_other_quotes_and_separators_are_read_too() -> None:
    assert read("'a;b';'it''s'\n", Dialect(";", "'")) == [(1, ["a;b", "it's"])]
    assert read('"a \\"b\\"|\\\\"|"c\\\nd"\n', Dialect("|", escaped=True)) == [(1, ['a "b"|\\', "c\nd"])]


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    assert read('a,b\n1,"open\n2,x\n3,y\n') == [
        (1, ["a", "b"]),
        (2, "the quote that opens on line 2 is never closed"),
        (3, ["2", "x"]),
        (4, ["3", "y"]),
    ]


def test_the_line_on_which_the_quote_opened_is_named() -> None:
    assert read('"a\nb","c\nd\n')[0] == (1, "the quote that opens on line 2 is never closed")


def test_a_quote_that_a_later_one_seems_to_close_costs_one_row() -> None:
    assert read('1,"open\n2,"x"\n3,y\n') == [
        (1, "the quote that opens on line 1 is followed by text, not by a separator, where it closes"),
        (2, ["2", "x"]),
        (3, ["3", "y"]),
    ]


def test_a_long_cell_costs_its_own_row_only() -> None:
    long = ("x" * 100 + "\n") * 50_000
    told = read(f'1,a\n2,"{long}"\n3,b\n4,{"y" * 5_000_000}\n5,c\n')
    reason = "the row is longer than 1,000,000 characters"
    assert told == [(1, ["1", "a"]), (2, reason), (50_003, ["3", "b"]), (50_004, reason), (50_005, ["5", "c"])]


def test_a_quote_that_is_not_closed_within_the_limit_loses_no_row_behind_it() -> None:
    rows = "".join(f"{number},x\n" for number in range(1_000))
    first, *rest = Records(Lines(StringIO(f'0,"open\n{rows}')), Dialect(), limit=200)
    assert first == Broken(1, "the quote that opens on line 1 is never closed")
    assert [each.line for each in rest] == list(range(2, 1_002))


def test_a_file_of_open_quotes_is_read_in_bounded_time() -> None:
    piece = '0,"open\n' + 'x,""\n' * 100
    found = list(Records(Lines(StringIO(piece * 3)), Dialect(), limit=200, _looks=1))
    reasons = {each.line: each.reason for each in found if isinstance(each, Broken)}
    within = "the quote that opens on line {} is not closed within 200 characters"
    first = "the quote that opens on line 1 is followed by text, not by a separator, where it closes"
    assert reasons == {1: first, 102: within.format(102), 203: within.format(203)}
    assert [each.line for each in found] == list(range(1, 304))


def test_a_line_without_end_is_cut() -> None:
    lines = Lines(StringIO("x" * (LINE_LIMIT + 5) + "\nshort"))
    assert [len(line) for line in iter(lines.next, None)] == [LINE_LIMIT, 5]
    assert lines.number == 2


@pytest.mark.slow
@given(st.lists(CELLS, min_size=1, max_size=5), st.sampled_from([",", ";", "\t", "|"]))
def test_what_a_spreadsheet_has_written_is_read_back(table: list[list[str]], separator: str) -> None:
    out = StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    assert [cells for _, cells in read(out.getvalue(), Dialect(separator))] == table


@given(st.text(st.sampled_from('a",; \n\\'), max_size=60), st.booleans())
def test_every_line_belongs_to_a_record_or_is_said_to_be_broken(text: str, escaped: bool) -> None:
    found = list(Records(Lines(StringIO(text)), Dialect(escaped=escaped)))
    lines = [each.line for each in found]
    assert lines == sorted(set(lines))
    for broken, after in zip(found, islice(found, 1, None), strict=False):
        if isinstance(broken, Broken):
            assert after.line == broken.line + 1
    assert len(found) == 0 if not text else found[0].line == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", Dialect(",")),
        ("a;b\n1,5;2,5\n", Dialect(";")),
        ("a\tb,c\n1\t2\n3\t4\n", Dialect("\t")),
        ("a|b\n1|2\n", Dialect("|")),
        ("sep=;\na;b\n", Dialect(";")),
        ("'a';'b'\n'1';'2'\n", Dialect(";", "'")),
        ('a,b\n"x \\"y\\" z",1\n', Dialect(",", escaped=True)),
        ('a,b\n"C:\\",1\n', Dialect(",")),
        ("name,note\nO'Hara,'twas\n", Dialect(",")),
        ("email\nada@x.no\n", Dialect(",")),
        ('a;b\n"1,2,3";"x\n2;3\n', Dialect(";")),
    ],
)
def test_separators_and_quotes_are_guessed(text: str, expected: Dialect) -> None:
    assert dialect(text) == expected


def test_the_limit_of_a_record_is_named_in_its_reason() -> None:
    assert f"{RECORD_LIMIT:,}" in str(read("x" * (RECORD_LIMIT + 1))[0][1])
    assert read("x" * RECORD_LIMIT)[0][1] == ["x" * RECORD_LIMIT]
