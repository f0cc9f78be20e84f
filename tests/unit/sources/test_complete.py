"""No kind of source lacks its module, its registration, its samples, its place in the docs, or its fuzzing."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import pytest

from leadflow.adapters import sources
from leadflow.adapters.sources import SOURCES, source
from local.build import ROOT
from local.matrix import PAGES, renewed
from local.samples import EVENTS, PROVENANCES, samples
from tests.unit.sources.test_fuzz import FUZZED
from tests.unit.sources.test_samples import MODULES

PAGE: Final = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
HAS: Final[Mapping[str, AbstractSet[str]]] = {
    "a module": {module.name for module in iter_modules(sources.__path__)},
    "its line in SOURCES": set(SOURCES),
    "its line in MODULES, for the type checker": set(MODULES),
    "a sample": {headers.parent.name for headers in EVENTS.glob("*/*.headers.json")},
    "a section in docs/sources.md": set(re.findall(r"^### `(\w+)`: ", PAGE, re.MULTILINE)),
    "its fuzzing": set(FUZZED),
}


def test_every_kind_of_source_has_everything() -> None:
    every = set[str]().union(*HAS.values())
    assert {kind: missing for kind in every if (missing := [what for what, of in HAS.items() if kind not in of])} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_pages_say_of_all_kinds_is_so(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert renewed(text) == text


def test_a_section_tells_its_reader_of_the_secret_and_of_what_is_confirmed() -> None:
    for kind in SOURCES:
        section = PAGE.partition(f"### `{kind}`: ")[2].partition("\n### ")[0]
        assert "ecret" in section or "secret" not in source(kind).WORDS.needs, kind
        assert "onfirmed" in section, kind


def test_a_sample_says_where_it_comes_from() -> None:
    assert {one.name for one in samples() if one.provenance not in PROVENANCES} == set()
