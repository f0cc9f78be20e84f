import pytest

from leadflow.application.importing.dates import Order
from leadflow.application.importing.formats import AsDate, AsMoment, AsNumber, AsTruth, Told, Written, formats
from leadflow.application.importing.numbers import Mark
from leadflow.application.importing.terms import Unclear
from leadflow.domain.calendar import Calendar
from leadflow.domain.instant import parse

OSLO = Calendar("Europe/Oslo")


def found(*columns: tuple[str, ...], told: Told | None = None, moment: bool = False) -> object:
    """The formats of columns with these cells, in their order."""
    named = {place: Written(f"c{place}", cells, moment=moment) for place, cells in enumerate(columns)}
    return dict(formats(named, told or Told()))


def test_columns_are_recognised_by_all_of_their_cells() -> None:
    assert found(("31.12.2025", "unknown"), ("1,5", "n/a"), ("TRUE", "false"), ("250", "12"), ("B12", "1,5"), ()) == {
        0: AsDate(None),
        1: AsNumber(Mark.COMMA),
        2: AsTruth(),
    }


def test_what_one_column_leaves_open_another_decides() -> None:
    assert found(("3/4/2025",), ("12/31/2025",), ("1,234",), ("12.5",)) == {
        0: AsDate(Order.MDY),
        1: AsDate(Order.MDY),
        2: AsNumber(Mark.POINT),
        3: AsNumber(Mark.POINT),
    }


def test_what_was_told_goes_before_the_cells() -> None:
    assert found(("12/31/2025", "1/2/2025"), ("1,234",), told=Told(Order.DMY, Mark.COMMA)) == {
        0: AsDate(Order.DMY),
        1: AsNumber(Mark.COMMA),
    }


def test_dates_that_could_be_either_are_asked_for() -> None:
    with pytest.raises(Unclear, match=r"c1 is written as in 3/4/2025: does the day stand first.*--dates dmy"):
        found(("2025-01-01",), ("3/4/2025", "5/5/2025"))


def test_dates_that_contradict_each_other_are_shown() -> None:
    with pytest.raises(Unclear, match=r"c0 is written as in 31/12/2025 and c1 is written as in 12/31/2025: does"):
        found(("31/12/2025",), ("12/31/2025",))


def test_numbers_that_could_be_either_are_asked_for() -> None:
    with pytest.raises(Unclear, match=r"c0 is written as in 1,234: .*--decimals comma"):
        found(("7", "1,234"))
    with pytest.raises(Unclear, match=r"--decimals"):
        found(("1,5",), ("1.5",))


def test_a_column_of_instants_is_one_whatever_stands_in_it() -> None:
    assert found(("soon", "31/12/2025"), moment=True, told=Told(calendar=OSLO)) == {0: AsMoment(Order.DMY, OSLO)}


def test_cells_become_values() -> None:
    assert AsDate(Order.DMY).read("31/12/2025") == "2025-12-31"
    assert AsDate(None).read("2025-12-31 14:05") == "2025-12-31T14:05:00"
    assert AsDate(None, "Europe/Oslo").read("2025-12-31 14:05") == "2025-12-31T14:05:00+01:00"
    assert AsDate(None).read("31/12/2025") is None
    assert AsTruth().read("True") is True
    assert AsTruth().read("maybe") is None
    assert AsNumber(Mark.COMMA).read("1,5") == 1.5


def test_cells_become_instants() -> None:
    moments = AsMoment(None, OSLO, "Europe/Oslo")
    assert moments.read("31.12.2025") == parse("2025-12-30T23:00:00Z")
    assert moments.read("2025-12-31 14:05") == parse("2025-12-31T13:05:00Z")
    assert moments.read("2025-12-31 14:05Z") == parse("2025-12-31T14:05:00Z")
    assert AsMoment(None, OSLO).read("2025-12-31 14:05") == parse("2025-12-31T14:05:00Z")
    assert moments.read("1767189900") == moments.read("1767189900000") == parse("2025-12-31T14:05:00Z")
    assert moments.read("17671899") is None
    assert moments.read("9999-12-31T23:59:59-14:00") is moments.read("0001-01-01T00:00:00+14:00") is None


def test_formats_say_what_they_are() -> None:
    told = [each.told for each in (AsDate(Order.MDY), AsMoment(None, OSLO), AsNumber(Mark.COMMA), AsTruth())]
    assert told == ["a date, month first", "a date", "a number with a decimal comma", "true or false"]
