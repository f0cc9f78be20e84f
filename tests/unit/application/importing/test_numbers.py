import pytest

from leadflow.application.importing.numbers import Mark, marks, read


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1,234.50", Mark.POINT, 1234.5),
        ("1.234,50", Mark.COMMA, 1234.5),
        ("1 234 567,00", Mark.COMMA, 1234567),
        ("-12,5", Mark.COMMA, -12.5),
        ("1'234.5", Mark.POINT, 1234.5),
        ("1234,5", Mark.POINT, None),
        ("1.2.3", Mark.COMMA, None),
        ("1,234.567,8", Mark.POINT, None),
        ("007.5", Mark.POINT, None),
        ("1234567890123456.5", Mark.POINT, None),
        ("12 kr", Mark.COMMA, None),
    ],
)
def test_a_number_is_read_with_its_mark(text: str, mark: Mark, expected: float | None) -> None:
    found = read(text, mark)
    assert (found, type(found)) == (expected, type(expected))


def test_one_number_shows_with_which_mark_all_are_written() -> None:
    assert marks(["1.234", "12,5"]) == frozenset({Mark.COMMA})
    assert marks(["1,234", "12.5"]) == frozenset({Mark.POINT})
    assert marks(["1,234", "12"]) == frozenset(Mark)
    assert marks(["1,5", "1.5"]) is None


def test_digits_alone_stay_text() -> None:
    assert marks(["4712345678", "0150"]) is None
    assert marks(["250", "12"]) is None
    assert marks([]) is None
