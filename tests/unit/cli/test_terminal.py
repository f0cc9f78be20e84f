"""What steers a terminal is shown, and does nothing."""

import json
from io import StringIO

import pytest

from leadflow.cli.terminal import guarded, harmless


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x9b2J", "\r", "\x08", "\x07", "\x00", "\x7f", "\u202e", "\ud800"])
def test_what_steers_a_terminal_is_shown_by_its_code(steering: str) -> None:
    shown = harmless(f"Ada {steering}")
    assert shown.isprintable()
    assert shown.startswith(f"Ada \\u{ord(steering[0]):04x}")
    assert json.loads(f'"{shown}"') == f"Ada {steering}"


def test_everything_else_is_printed_as_it_is() -> None:
    text = "Ada\tLindqvist, שלום, 山田, \u2068isolated\u2069 👩\u200d🔬\n"
    assert harmless(text) == text


def test_a_guarded_stream_is_still_the_stream() -> None:
    out = StringIO()
    stream = guarded(out)
    print("\x1b[31mred", 7, file=stream)
    stream.flush()
    assert (out.getvalue(), stream.isatty()) == ("\\u001b[31mred 7\n", False)
