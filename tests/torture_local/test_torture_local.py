"""A slice of it: a stack that is killed under load, and started again, has what it accepted, once.

`make torture-local` sends 10,000 webhooks.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture_local.laws import violations
from tests.torture_local.plans import Misfortune
from tests.torture_local.seen import Seen
from tests.torture_local.siege import Siege

pytestmark = pytest.mark.e2e

SEED = 6
WEBHOOKS = 500


@pytest.fixture
def siege(tmp_path: Path) -> Iterator[Siege]:
    made = Siege(tmp_path / "home", SEED, WEBHOOKS, lambda _: None)
    yield made
    made.stack.stop()
    assert made.stack.processes() == []


def test_what_was_accepted_survives_kills_under_load_and_counts_once(siege: Siege) -> None:
    siege.run()
    assert violations(Seen(siege)) == []
    assert {*siege.happened} == {Misfortune.FUNCTION, Misfortune.STACK, Misfortune.EMULATOR}
