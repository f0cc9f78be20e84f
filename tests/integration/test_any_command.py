"""Whatever stands behind a command that reaches a stack: an exit code and words, never a traceback."""

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadflow.cli.main import main
from local.build import MODEL, read_model
from tests.integration.stack import Stack, up
from tests.models import MONDAY, did
from tests.unit.cli.test_any_arguments import filled, taken

REACHING: Final = ("explain", "leads", "rescore", "segment", "split", "void", "who")
"""Commands that need of a stack what is played here."""

KNOWN: Final = st.sampled_from(["ada@nordlys.example", "a", "email:ada@nordlys.example", "sales_ready", "readiness"])


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    home, policy = tmp_path_factory.mktemp("home"), read_model(MODEL)
    with pytest.MonkeyPatch.context() as patch, up(home, policy) as found:
        patch.setenv("LEADFLOW_HOME", str(home))
        patch.chdir(tmp_path_factory.mktemp("here"))
        found.knows(policy, did("a"), at=MONDAY)
        yield found


@pytest.mark.slow
@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize("command", REACHING)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_no_arguments_are_too_strange_for_a_command_that_reaches_a_stack(command: str, drawn: st.DataObject) -> None:
    odd = [word for action in taken(command) for word in filled(drawn, action)]
    words = [each if each.startswith("-") else drawn.draw(KNOWN | st.just(each)) for each in odd]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"y\n")))
        try:
            code: object = main([command, *words])
        except SystemExit as ended:
            code = ended.code
    assert code in (0, 1, 2)
    assert code == 0 or err.getvalue().strip() or out.getvalue().strip()
    assert "Traceback" not in err.getvalue()
