"""Every CRM that a model can name is there, and the page about them says nothing that is not so."""

import re
from collections.abc import Mapping
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import pytest

from leadflow.adapters import crm as package
from leadflow.adapters.crm import CRMS, WRITTEN, crm, dynamics, hubspot, pipedrive, salesforce, writer
from leadflow.adapters.sources import SOURCES
from leadflow.application.crm import CrmModule
from leadflow.domain.instant import SECOND
from leadflow.model.check import findings
from leadflow.model.crm import PROVIDERS
from leadflow.model.document import parse
from leadflow.model.not_yet import UNWRITTEN
from tests.models import KINDS

MODULES: Final[Mapping[str, CrmModule]] = {
    "hubspot": hubspot,
    "salesforce": salesforce,
    "pipedrive": pipedrive,
    "dynamics": dynamics,
}
ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs/crm.md").read_text(encoding="utf-8")
FOUND: Final = (ROOT / "tests/integration/planted.expected").read_text(encoding="utf-8")


def test_every_provider_of_the_model_has_its_module_and_its_source() -> None:
    packages = {each.name for each in iter_modules(package.__path__) if each.ispkg}
    assert packages == set(CRMS) == set(PROVIDERS) == set(MODULES)
    assert set(PROVIDERS) <= set(SOURCES)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_module_is_found_by_its_name_and_begins_with_owners(provider: str) -> None:
    assert crm(provider) is MODULES[provider]
    assert crm(provider).PULLED[0] == "owners"
    assert len(set(crm(provider).PULLED)) == len(crm(provider).PULLED)
    assert 0 < CRMS[provider] <= SECOND


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_crm_is_written_into_or_the_check_says_that_it_is_not(provider: str) -> None:
    assert (provider in WRITTEN) != (provider in UNWRITTEN)
    if provider in WRITTEN:
        assert callable(writer(provider).create)
    else:
        with pytest.raises(LookupError, match="nothing is written to dynamics; there are hubspot"):
            writer(provider)


def test_another_provider_is_none() -> None:
    with pytest.raises(LookupError, match="sugar is no CRM; there are hubspot"):
        crm("sugar")


BESIDE: Final = """
model: page
scores: { readiness: { points: { touch: 1 } } }
segments: { sales_ready: { score: readiness, above: 75 } }
routing: [{ round_robin: [ann@acme.example] }]
channels: { sales: { slack: sales-webhook } }
"""


def test_the_examples_of_the_page_are_a_model_without_mistakes() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert len(examples) == 2
    document = parse("\n".join((BESIDE, *examples)))
    assert [str(each) for each in findings(document.content, KINDS, document.lines) if not each.warning] == []


def test_what_the_page_shows_of_the_check_is_what_the_check_says() -> None:
    shown = re.findall(r"^leadflow\.yaml:(.*?)(?: \.\.\.)?$", PAGE, re.MULTILINE)
    assert len(shown) == 3
    assert [each for each in shown if f"planted.yaml:{each}" not in FOUND] == []
    rows = re.findall(r"^  (?:on|contact) +.*$", PAGE, re.MULTILINE)
    assert len(rows) == 4
    assert [each for each in rows if each.split() not in [line.split() for line in FOUND.splitlines()]] == []
