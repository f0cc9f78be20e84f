from dataclasses import dataclass, field
from io import StringIO

import pytest

from leadflow.application.pull import Step, Tally
from leadflow.cli.countdown import Countdown
from leadflow.cli.pulled import Gauge
from leadflow.domain.instant import HOUR, SECOND, Duration

ERASED = "\r\x1b[K"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@dataclass
class Time:
    """A clock that only sleeping moves on."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def counted(out: StringIO, pause: Duration, reason: str = "it is asked too often", width: int = 99) -> Time:
    time = Time()
    Countdown(out, "Ctrl-C stops", time.clock, time.sleep, lambda: width)(pause, reason)
    return time


def test_an_hour_is_counted_down_second_by_second() -> None:
    out = Terminal()
    time = counted(out, HOUR)
    lines = out.getvalue().split(ERASED)
    assert lines[1:3] == [
        "waiting 60 min 00 s; Ctrl-C stops. it is asked too often",
        "waiting 59 min 59 s; Ctrl-C stops. it is asked too often",
    ]
    assert (lines[-1], len(lines), time.now) == ("", 3_602, 3_600.0)


def test_a_line_is_never_longer_than_the_terminal() -> None:
    out = Terminal()
    counted(out, Duration(SECOND), width=40)
    assert out.getvalue().split(ERASED)[1] == "waiting 1 s; Ctrl-C stops. it is asked…"
    (line,) = shown(Terminal(), Step("contacts", Tally(600, 600), 100, 10**12))
    assert (len(line), line[-1]) == (80, "…")


def test_it_waits_no_longer_than_asked() -> None:
    assert counted(Terminal(), Duration(SECOND * 3 // 2)).slept == [1.0, 0.5]


def test_without_a_terminal_a_long_wait_is_told_once() -> None:
    out = StringIO()
    assert counted(out, HOUR).slept == [3_600.0]
    assert out.getvalue() == "it is asked too often; waiting 60 min 00 s\n"


def test_without_a_terminal_a_short_wait_is_not_worth_a_line() -> None:
    out = StringIO()
    assert counted(out, Duration(9 * SECOND)).slept == [9.0]
    assert out.getvalue() == ""


def test_the_usual_pace_is_not_told() -> None:
    out = Terminal()
    assert counted(out, Duration(SECOND // 10), "").slept == [0.1]
    assert out.getvalue() == ""


def test_the_line_is_erased_where_somebody_stops_it() -> None:
    out = Terminal()

    def stopped(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Countdown(out, "Ctrl-C stops", Time().clock, stopped, lambda: 99)(HOUR, "busy")
    assert out.getvalue().endswith(ERASED)


def shown(out: StringIO, *steps: Step) -> list[str]:
    time = Time()
    gauge = Gauge(out, time.clock, lambda: 80)
    for step in steps:
        time.sleep(2.0)
        gauge.show(step)
    gauge.erase()
    return out.getvalue().split(ERASED)[1:-1]


def test_a_pull_says_how_much_is_done_how_quickly_and_when_the_rest_will_be() -> None:
    steps = Step("contacts", Tally(600, 600), 100, 1_000), Step("contacts", Tally(700, 700), 100, 1_000)
    assert shown(Terminal(), *steps) == [
        "[##############..........]  60%  600 of 1,000 contacts, 50 a second, 8 s left",
        "[#################.......]  70%  700 of 1,000 contacts, 50 a second, 6 s left",
    ]


def test_where_the_crm_does_not_say_how_many_there_are_a_pull_only_counts() -> None:
    assert shown(Terminal(), Step("deals", Tally(100, 90), 100, None)) == ["100 deals, 50 a second"]


def test_more_than_the_crm_promised_is_all_of_it() -> None:
    (line,) = shown(Terminal(), Step("deals", Tally(120, 90), 120, 100))
    assert line.startswith("[########################] 100%  120 of 100 deals")


def test_a_page_without_records_has_no_rate() -> None:
    assert shown(Terminal(), Step("deals", Tally(0, 0), 0, 9))[0].endswith("0 a second, 0 s left")


def test_without_a_terminal_a_pull_is_silent() -> None:
    assert shown(StringIO(), Step("deals", Tally(1, 1), 1, None)) == []
