"""Whatever stands behind a command, it ends with an exit code and words, never with a traceback."""

import io
from argparse import Action, ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadflow.cli.main import COMMANDS, MODULES, main

ODD: Final = (
    *("", " ", "-", "--", "=", ":", "email:", "user_id:", "a@b", "x" * 5000, "\x1b[2J", "\udcff", "\ufffe"),
    *("../..", "/", "/dev/null", "/nonexistent/x", "-1", "0", "9" * 400, "1e999", "NaN", "٣", "30 days", "-1 day"),
    *("9999999999 years", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "{}", "[]", "%s%n", "${HOME}", "a=b"),
    *("'; --", "sendgrid", "crm", "leads", "intake", "make", "ada@acme.example", "Ünïcödé@exämple.com", "a\nb", "*"),
)
"""What a shell can hand over: no zero, and bytes that are no text as halves of characters."""

VALUES: Final = st.sampled_from(ODD) | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=5)


def taken(command: str) -> list[Action]:
    """What the command says that it takes, but for the name of a stack on AWS."""
    parser = ArgumentParser(add_help=False)
    import_module(f"leadflow.cli.{MODULES.get(command, command)}").add_arguments(parser)
    actions = parser._actions
    return [each for each in actions if "--stack" not in each.option_strings]


def filled(drawn: st.DataObject, action: Action) -> Iterator[str]:
    """The argument as the command knows it, mostly, with something odd for its value."""
    left_out = drawn.draw(st.booleans())
    if action.option_strings and left_out:
        return
    yield from action.option_strings[:1]
    if action.nargs != 0:
        yield drawn.draw(st.sampled_from([str(each) for each in action.choices]) if action.choices else VALUES)


@pytest.fixture(autouse=True, scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No stack is up, and nothing is typed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADFLOW_HOME", str(tmp_path_factory.mktemp("home")))
        patch.chdir(tmp_path_factory.mktemp("here"))
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"a": "\x1b"}')))
        yield


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"up"}))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_no_arguments_are_too_strange(command: str, drawn: st.DataObject) -> None:
    words = [word for action in taken(command) for word in filled(drawn, action)]
    words += drawn.draw(st.lists(st.sampled_from(ODD), max_size=1))
    try:
        code: object = main([command, *words])
    except SystemExit as ended:
        code = ended.code
    assert code in (0, 1, 2)
