"""What several commands are tried on."""

from pathlib import Path

import pytest

from tests.unit.cli.replays import Replay


@pytest.fixture
def replay(tmp_path: Path) -> Replay:
    return Replay(tmp_path)
