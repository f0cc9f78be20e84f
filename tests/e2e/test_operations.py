"""What docs/operations.md tells a newcomer to type is typed, line by line, and comes out as it says."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.build import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.long]

PAGE = (ROOT / "docs/operations.md").read_text()
BLOCK = re.compile(r"### Try it: a dead letter on the local stack\n.*?```sh\n(.*?)```", re.DOTALL)
LEFT_OUT = {".leadflow", ".git"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """The project's folder, but without the stack of whoever runs the test."""
    for each in ROOT.iterdir():
        if each.name not in LEFT_OUT:
            (tmp_path / each.name).symlink_to(each)
    yield tmp_path
    subprocess.run([ROOT / ".venv/bin/leadflow", "up", "--stop"], cwd=tmp_path, check=False)


def typed(lines: str, project: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LEADFLOW_", "COV_"))}
    done = subprocess.run(
        ["bash", "-c", lines],
        cwd=project,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    return done.stdout


def test_a_newcomer_finds_a_dead_letter_and_has_it_delivered(project: Path) -> None:
    (lines,) = BLOCK.findall(PAGE)
    said = typed(lines, project)
    assert said.count("WRONG: 1 dead letter of actions") == 1, said
    up, found, mended = re.split(r"WRONG: 1 dead letter of actions|Moved back into work: 1 message: sales 1", said)
    assert "The stack is up at" in up, said
    assert up.count("x-request-id") == 3, said
    assert "`leadflow deliveries --failed` says why; mend it, then `leadflow redrive actions`" in found
    assert "Slack answered 404" in found
    assert "hand_over to sales: failed" in found
    assert "sales-webhook is set in the local stack" in found
    assert "Eva is now sales ready" in mended
    assert re.search(r"delivered +sales +hand_over", mended), said
    assert "All is well." in mended, said
    assert "The stack is stopped" in mended
    assert not re.search(r"command not found|No such file|Traceback|usage:", said), said
