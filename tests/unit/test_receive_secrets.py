"""Secrets are asked for seldom, and forgotten in time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from leadflow.adapters.secrets import MISSED, REMEMBERED, RememberedSecrets
from leadflow.application.ports import OutsideDown, SecretMissing
from leadflow.domain.instant import Instant


@dataclass
class Store:
    """A store that counts how often it is asked."""

    secrets: Sequence[str] = ("current", "previous")
    down: bool = False
    asked: int = 0
    now: Instant = field(default=Instant(0))

    def fetch(self, name: str) -> Sequence[str]:
        assert name == "newsletter"
        self.asked += 1
        if self.down:
            raise OutsideDown("the store does not answer")
        return self.secrets

    def remembered(self) -> RememberedSecrets:
        return RememberedSecrets(self.fetch, lambda: self.now)


def test_a_secret_is_asked_for_once_in_five_minutes() -> None:
    store = Store()
    secrets = store.remembered()
    assert [secrets.live("newsletter") for _ in range(3)] == [("current", "previous")] * 3
    assert store.asked == 1
    store.now, store.secrets = Instant(REMEMBERED), ("next", "current")
    assert secrets.live("newsletter") == ("next", "current")


def test_a_missing_secret_is_missed_until_it_is_there() -> None:
    store = Store(secrets=())
    secrets = store.remembered()
    for _ in range(2):
        with pytest.raises(SecretMissing):
            secrets.live("newsletter")
    assert store.asked == 1
    store.now, store.secrets = Instant(MISSED), ("first",)
    assert secrets.live("newsletter") == ("first",)


def test_a_store_that_is_down_is_not_a_missing_secret() -> None:
    store = Store(down=True)
    secrets = store.remembered()
    with pytest.raises(OutsideDown):
        secrets.live("newsletter")
    store.down = False
    assert secrets.live("newsletter") == ("current", "previous")
