"""A pull that is killed midway finishes on the second try, and nothing of it is lost, doubled or told to sales."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin
from local.provision import STACK
from local.stack import Stack
from tests.e2e.sender import activities

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
PEOPLE = 600
PAGES = 6
MODEL = """
model: e2e
sources:
  crm: { kind: hubspot, secret: crm, url: "https://a.example/crm", token: crm-token, instance: "http://127.0.0.1:PORT" }
segments: { mine: { trait: crm.stage, exists: true } }
channels: { sales: { slack: sales-webhook } }
automations: { tell: { when: { enters: mine }, do: [{ notify: sales }] } }
crm: { provider: hubspot, fields: { title: { crm: jobtitle, wins: crm } } }
"""


@dataclass
class World:
    """The CRM and the stack."""

    crm: Standin
    stack: Stack

    def pull(self) -> "subprocess.Popen[str]":
        environment = {
            **os.environ,
            "LEADFLOW_HOME": str(self.stack.home.folder),
            "LEADFLOW_LOCAL_SINKS": self.crm.place,
        }
        leadflow = [sys.executable, "-m", "leadflow.cli", "pull", "crm"]
        return subprocess.Popen(
            leadflow, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    @property
    def pages(self) -> Counter[str]:
        """How often each page of people was asked for."""
        paths = (call.asked for call in self.crm.calls)
        return Counter(each.query for each in paths if each.path.endswith("/objects/contacts"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    provider = HubSpot()
    seed(provider.account, PEOPLE)
    with Standin(provider) as crm:
        model = tmp_path / "leadflow.yaml"
        model.write_text(MODEL.replace("PORT", str(crm.server_port)), encoding="utf-8")
        with Stack(tmp_path / "home", model) as stack:
            stack.clients.ssm.put_parameter(Name=f"/leadflow/{STACK}/out/crm-token", Value=TOKEN, Type="SecureString")
            yield World(crm, stack)


def test_a_pull_that_is_killed_midway_finishes_on_the_second_try_without_a_duplicate(world: World) -> None:
    first = world.pull()
    deadline = time.monotonic() + 30
    while len(world.pages) < PAGES // 2:
        assert time.monotonic() < deadline, first.communicate(timeout=1)
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    before = world.pages
    assert len(before) < PAGES

    told, complained = world.pull().communicate(timeout=60)
    assert complained == ""
    assert told.startswith("Gone on with the pull that was begun on")
    twice = [page for page, count in world.pages.items() if count > 1]
    assert len(twice) <= 1
    assert len(world.pages) == PAGES

    world.stack.settle()
    leads = people(world.stack)
    assert len(leads) == len(set(leads)) == PEOPLE
    assert activities(world.stack.clients.dynamodb, world.stack.provisioned.outputs["TimelineTable"]) == told_of(told)
    assert not world.stack.messages()


def people(stack: Stack) -> list[str]:
    """The ids that the CRM has for those who are leads."""
    pages = stack.clients.dynamodb.get_paginator("scan").paginate(TableName=stack.provisioned.outputs["LeadsTable"])
    keys = (json.loads(item["keys"]["S"]) for page in pages for item in page["Items"] if "keys" in item)
    return [each["crm_id"] for each in keys]


def told_of(page: str) -> int:
    """How many activities the command says that it has sent."""
    rows = (line.split() for line in page.splitlines() if line.startswith("  "))
    return sum(int(row[3].replace(",", "")) for row in rows)
