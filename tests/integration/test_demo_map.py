"""`leadflow crm check` on the demo's own model, as it is and with mistakes planted in it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import boto3
import pytest

from leadflow.adapters.sources import kinds
from leadflow.cli.main import main
from leadflow.model.compile import read
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin
from tests.integration.stack import up

DEMO: Final = (Path(__file__).parents[2] / "leadflow.yaml").read_text(encoding="utf-8")
SPEAKER: Final = "{ kind: hubspot, secret: crm, token: crm-token,"
NAME: Final = "    name:      { crm: full_name, wins: latest }\n"
Out = pytest.CaptureFixture[str]

# What is changed in the demo's model, to what, where the finding stands, and what it says, the remedy with it.
PLANTED: Final[Sequence[tuple[str, str, str, Sequence[str]]]] = (
    ("crm: jobtitle,", "crm: jobtitel,", "crm.fields.title", ["no field jobtitel", "did you mean jobtitle?"]),
    ("numberofemployees, on: account,", "numberofemployees,", "crm.fields.employees", ["of accounts", "`on: account`"]),
    (
        "company:   { crm: company, wins: crm }",
        "company:   { crm: company }",
        "crm.fields.company",
        ["nobody says who wins", "add `wins: us`, `wins: crm` or `wins: latest`"],
    ),
    (
        NAME,
        NAME + "    fax:       { crm: city, wins: crm }\n",
        "crm.fields.fax",
        ["no rule, message or report uses fax", "take it out of the map"],
    ),
    (
        NAME,
        NAME + "    fit:       { crm: website }\n",
        "crm.fields.fit",
        ["website holds text", "map it to a number field"],
    ),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The demo's model beside a HubSpot that has its fields."""
    provider = HubSpot()
    seed(provider.account, 3)
    with Standin(provider) as crm:
        monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
        monkeypatch.setenv("LEADFLOW_LOCAL_SINKS", crm.place)
        file = tmp_path / "leadflow.yaml"
        assert SPEAKER in DEMO
        file.write_text(DEMO.replace(SPEAKER, f'{SPEAKER} instance: "{crm.url}",'), encoding="utf-8")
        with up(tmp_path, read(file, kinds())):
            boto3.client("ssm").put_parameter(Name="/leadflow/test/out/crm-token", Value=TOKEN, Type="SecureString")
            assert main(["crm", "setup", str(file), "--yes"]) == 0
            yield file


def test_the_demo_s_map_fits_the_crm_that_was_set_up_for_it(file: Path, capsys: Out) -> None:
    capsys.readouterr()
    assert main(["crm", "check", str(file)]) == 0
    assert "MISSING" not in capsys.readouterr().out


def test_each_mistake_planted_in_the_demo_s_model_is_found_at_its_line_with_its_remedy(file: Path, capsys: Out) -> None:
    model = file.read_text(encoding="utf-8")
    for before, planted, _, _ in PLANTED:
        assert model.count(before) == 1
        model = model.replace(before, planted)
    file.write_text(model, encoding="utf-8")
    capsys.readouterr()
    assert main(["crm", "check", str(file)]) == 1
    told = capsys.readouterr().out.splitlines()
    for _, planted, place, remedy in PLANTED:
        line = 1 + model[: model.index(planted.splitlines()[-1].strip())].count("\n")
        (found,) = [each for each in told if f"yaml:{line}: " in each and place in each]
        assert [words for words in remedy if words not in found] == []
