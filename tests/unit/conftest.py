"""Unit tests have no network, and try fewer examples than the laws; in the inner loop fewer still."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket

settings.register_profile("inner loop", max_examples=4, deadline=None)
settings.register_profile("unit", max_examples=20, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(config.getoption("--hypothesis-profile") or "unit")


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
