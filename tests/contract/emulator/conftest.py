"""The emulator by itself, without any of the work-arounds that the local stack has for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.aws import Aws
from tests.contract.emulator.bare import free_port


@pytest.fixture(scope="package")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    home = tmp_path_factory.mktemp("emulator")
    with (home / "log").open("a") as log:
        emulator = Aws(home, free_port(), log, {})
        emulator.wait()
        emulator.poll()
        yield emulator
        emulator.stop()


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """Where a function writes down what it was called with."""
    return tmp_path / "seen"
