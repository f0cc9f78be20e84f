"""The order of the tests: those with a stack of their own come last, for it lives on beside what follows them."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)
