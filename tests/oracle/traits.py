"""Conditions taken apart, and whether what is known of a lead fits a test of a trait."""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from tests.oracle.clock import duration, written
from tests.oracle.matching import NUMBER_WORDS, Document, in_words, like, number, same

DATE_WORDS = ("within", "due_within", "before", "after")


def holds(condition: Document | str, test: Callable[[Document], bool]) -> bool:
    """Whether a condition holds of which `test` judges the sentences."""
    if isinstance(condition, str):
        return condition == "otherwise"
    if "all" in condition:
        return all(holds(one, test) for one in condition["all"])
    if "any" in condition:
        return any(holds(one, test) for one in condition["any"])
    return not holds(condition["not"], test) if "not" in condition else test(condition)


def fits(test: Document, value: object, at: int, zone: ZoneInfo) -> bool:
    """Whether the value, or of a list one element, fits; nothing fits an absent one but its absence."""
    if "exists" in test:
        return (value is not None) is test["exists"]
    return any(_fits(test, one, at, zone) for one in elements(value))


def elements(value: object) -> Iterator[object]:
    """What of the value is tested, one after the other."""
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def _fits(test: Document, value: object, at: int, zone: ZoneInfo) -> bool:
    if "is" in test:
        return same(test["is"], value)
    if "like" in test:
        return like(test["like"], value)
    if any(word in test for word in NUMBER_WORDS):
        return in_words(test, number(value))
    instant = written(value, zone)
    return instant is not None and _dated(test, instant, at, zone)


def _dated(test: Document, instant: int, at: int, zone: ZoneInfo) -> bool:
    if "within" in test:
        return 0 <= at - instant < duration(test["within"])
    if "due_within" in test:
        return 0 <= instant - at < duration(test["due_within"])
    before, after = (written(test.get(word), zone) for word in ("before", "after"))
    return (before is None or instant < before) and (after is None or instant > after)
