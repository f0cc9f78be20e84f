"""One local stack for all the tests of a session that do not break it."""

from collections.abc import Iterator

import pytest

from local.stack import Stack
from tests.e2e.sender import MODEL


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack"), MODEL) as running:
        yield running
