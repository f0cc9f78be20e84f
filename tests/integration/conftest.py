"""Whatever a function asks of AWS in any of these tests, the template lets it."""

from collections.abc import Iterator

import pytest

from tests.integration.watching import Watch, watching
from tests.rights import granted


@pytest.fixture(autouse=True)
def watch() -> Iterator[Watch]:
    """What functions have asked of AWS; more than they may fails the test."""
    with watching() as found:
        yield found
    assert sorted(found.seen - granted().keys()) == []
