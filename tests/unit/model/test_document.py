from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.json import Json
from leadflow.model.document import parse
from leadflow.model.mistakes import BadModel
from tests.laws.cases import law


def value(written: str) -> Json:
    return parse(f"it: {written}").content["it"]


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "off", "NO", "y", "12:30", "2026-03-01", "1_000", "0x1F", "0o17", "<<"]
)
def test_what_other_readers_of_yaml_turn_into_something_else_stays_text(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("-3", -3), ("+4", 4), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("007", 7), ("0", 0)],
)
def test_decimal_numbers_are_numbers(text: str, number: float) -> None:
    found = value(text)
    assert found == number
    assert type(found) is type(number)


@pytest.mark.parametrize(("text", "meant"), [("true", True), ("False", False), ("null", None), ("~", None), ("", None)])
def test_truth_and_nothing_have_their_words(text: str, meant: bool | None) -> None:
    assert value(text) is meant


@pytest.mark.parametrize("text", ['"12"', "'true'", "|-\n  12", '"null"'])
def test_what_is_quoted_is_text(text: str) -> None:
    assert isinstance(value(text), str)


def test_a_number_too_long_to_be_one_is_text() -> None:
    assert value("9" * 5_000) == "9" * 5_000


def test_keys_are_the_text_that_stands_there() -> None:
    assert parse("12: a\nno: b\ntrue: c").content == {"12": "a", "no": "b", "true": "c"}


def test_each_part_has_its_line() -> None:
    lines = parse("model: a\nsignals:\n  x:\n    any:\n      - { activity: b }\n      -\n        activity: c\n").lines
    assert lines[("model",)] == 1
    assert lines[("signals", "x")] == 3
    assert lines[("signals", "x", "any", 0, "activity")] == 5
    assert lines[("signals", "x", "any", 1, "activity")] == 7


def test_a_file_that_is_no_utf8_is_refused() -> None:
    with pytest.raises(BadModel, match=r"^line 2: this is no UTF-8 text from byte 16"):
        parse(b"model: x\ntrack: \xff")


def test_a_character_that_no_yaml_holds_is_named_with_its_line() -> None:
    with pytest.raises(BadModel, match=r"^line 2: this is no YAML: take out the character U\+0007$"):
        parse("model: x\ntrack: \a")


def test_a_byte_order_mark_is_no_part_of_the_file() -> None:
    assert parse(b"\xef\xbb\xbfmodel: acme").content == {"model": "acme"}


@pytest.mark.slow
@pytest.mark.parametrize("text", ["[" * 2_000, "a: " + "{a: " * 2_000, "\n".join(" " * n + "-" for n in range(200))])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(BadModel):
        parse(text)


@pytest.mark.slow
@law(100)
@given(st.text(alphabet="ab: -[]{}&*!|>'\"#%@`,?\n\t\\0\x00\x85é~<", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadModel):
        assert isinstance(parse(text).content, dict)
