"""One browser for all tests; a visitor and a site for each, in which no page hears an error."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.pages.browser import Tab, Visitor, Wire, browsing, visiting
from tests.pages.site import Site
from tests.pages.site import site as serving_site
from tests.pages.worlds import CLOCK

MISSING = "there is no Chromium on the PATH, in which the snippet is tried (Debian's package: chromium)"


@pytest.fixture(scope="session")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if program is None:
        pytest.skip(MISSING)
    with browsing(program, tmp_path_factory.mktemp("chromium")) as one:
        yield one


@pytest.fixture
def visitor(wire: Wire) -> Iterator[Visitor]:
    with visiting(wire) as one:
        one.worlds.append(CLOCK)
        yield one
        assert [complaint for tab in one.tabs for complaint in tab.complaints()] == []


@pytest.fixture
def tab(visitor: Visitor) -> Tab:
    return visitor.tab()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as one:
        yield one
