from collections.abc import Iterator
from io import StringIO
from itertools import count

import pytest

from leadflow.cli.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def shown(out: StringIO, items: int = 256, total: int = 1_000) -> list[str]:
    """What is written while so many items of the total pass, 50 of them a second."""
    seconds = count(0.0, 64 / 50)
    assert list(Progress(out, lambda: next(seconds)).through("leads judged", range(items), lambda n: n / total))
    return out.getvalue().split("\r\x1b[K")


def test_it_says_how_much_is_done_and_when_the_rest_will_be() -> None:
    lines = shown(Terminal(), items=150)
    assert lines == [
        "",
        "[##......................]   6%  64 leads judged, 19 s left",
        "[###.....................]  13%  128 leads judged, 17 s left",
        "",
    ]


def test_long_waits_are_told_in_minutes() -> None:
    assert shown(Terminal(), items=64, total=6_000)[1].endswith("1 min 59 s left")


def test_where_nobody_knows_how_much_there_is_it_only_counts() -> None:
    out = Terminal()
    seconds = count(0.0, 1.0)
    list(Progress(out, lambda: next(seconds)).through("activities read", range(64), lambda _: 0.0))
    assert "\r\x1b[K64 activities read\r" in out.getvalue()


def test_it_is_silent_where_there_is_no_terminal() -> None:
    assert shown(StringIO()) == [""]


def test_the_line_is_erased_though_it_ends_early() -> None:
    out = Terminal()

    def broken() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(Progress(out).through("leads judged", broken(), lambda _: 0.5))
    assert out.getvalue() == "\r\x1b[K"
