"""Unit tests have no network, and try fewer examples than the laws: they are the inner loop."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket

settings.register_profile("inner loop", max_examples=10, deadline=None)
settings.load_profile("inner loop")


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
