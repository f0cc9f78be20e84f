"""What the demo's own model writes into a HubSpot that was set up for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import boto3
import pytest

from leadflow.adapters.sources import kinds
from leadflow.application.ports import Outcome
from leadflow.cli.main import main
from leadflow.domain.crm import Object
from leadflow.model.compile import read
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin
from tests.integration.crm_desk import WHO, CrmDesk
from tests.integration.stack import up
from tests.integration.test_demo_map import DEMO, SPEAKER

GRACE: Final = "grace@acme.example"


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[HubSpot, CrmDesk]]:
    provider = HubSpot()
    seed(provider.account, 3)
    with Standin(provider) as standin:
        monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
        monkeypatch.setenv("LEADFLOW_LOCAL_SINKS", standin.place)
        model = DEMO.replace(SPEAKER, f'{SPEAKER} instance: "{standin.url}",')
        file = tmp_path / "leadflow.yaml"
        file.write_text(model, encoding="utf-8")
        policy = read(file, kinds())
        with up(tmp_path, policy):
            boto3.client("ssm").put_parameter(Name="/leadflow/test/out/crm-token", Value=TOKEN, Type="SecureString")
            assert main(["crm", "setup", str(file), "--yes"]) == 0
            yield provider, CrmDesk(standin, policy, TOKEN, Object.LEAD)


def test_the_demo_s_map_can_be_written(crm: tuple[HubSpot, CrmDesk]) -> None:
    provider, desk = crm
    assert desk.upsert(owner=GRACE, traits={"title": "CTO", "company": "Nordlys"}) is Outcome.DONE
    assert desk.task(owner=GRACE) is Outcome.DONE
    held = provider.account.records["contacts"][desk.made].properties
    assert (held["email"], held["full_name"], held["hubspot_owner_id"]) == (WHO.email, "Ada Lindqvist", "71")
    assert held["jobtitle"] == "CTO"
    assert len(provider.account.records["tasks"]) == 1
