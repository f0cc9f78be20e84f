"""Those tests that have a browser or a stack come last, for it lives on beside what follows them.

The certificates of the samples' senders are at hand, so that none is fetched.
"""

import os
from functools import cache
from pathlib import Path

import botocore.loaders
import pytest

# A session reads anew what services it can speak to, which takes longer than most tests: all of them share one reader.
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)

os.environ["LEADFLOW_LOCAL_CERTIFICATES"] = str(Path(__file__).parents[1] / "events/ses/certificates")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: [item.get_closest_marker(each) is not None for each in ("e2e", "pages")])
