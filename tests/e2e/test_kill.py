"""A stack that is killed under load, and started again: what it accepted is there, once."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from leadflow.cli.stack import Running, find, occupied
from local.clients import Clients
from tests.e2e.sender import MODEL, Form, activities, emails, secret

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]


class Background:
    """A stack in the background, as the command starts it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.running: Running

    def command(self, *words: str) -> str:
        environment = {**os.environ, "LEADFLOW_HOME": str(self.home)}
        leadflow = [sys.executable, "-m", "leadflow.cli", "up", *words]
        return subprocess.run(leadflow, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    def up(self) -> Running:
        self.command("--model", str(MODEL))
        running = find(self.home.parent)
        assert running is not None
        self.running = running
        return running

    def emulator(self) -> int:
        """The process of its emulator."""
        children = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children").read_text().split()
        (pid,) = [int(pid) for pid in children if b"local.emulator" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return pid


@pytest.fixture
def background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Background]:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path / "home"))
    stack = Background(tmp_path / "home")
    yield stack
    stack.command("--stop")
    assert not left(stack.home)


def left(home: Path) -> list[str]:
    """What still runs of a stack in the folder."""
    found = subprocess.run(["ps", "-ewwo", "pid=,args="], check=True, capture_output=True, text=True).stdout
    return [line for line in found.splitlines() if str(home) in line]


def load(form: Form, until: threading.Event, accepted: list[str], name: str) -> None:
    """Submit one form after the other; those that were answered for are accepted."""
    for number in range(10_000):
        if until.is_set():
            return
        try:
            if form.submit(f"{name}-{number}") == 200:
                accepted.append(f"{name}-{number}")
        except urllib3.exceptions.HTTPError:
            return


@pytest.mark.parametrize("victim", ["stack", "emulator"])
def test_what_was_accepted_survives_a_kill_under_load_and_counts_once(background: Background, victim: str) -> None:
    running = background.up()
    form = Form(running.address, secret(background.home, "contact"))
    stopping, accepted = threading.Event(), list[str]()
    threads = [threading.Thread(target=load, args=(form, stopping, accepted, f"{victim}-{n}")) for n in range(3)]
    for thread in threads:
        thread.start()
    under_way(accepted)
    stopping.wait(random.uniform(0.0, 3.0))  # noqa: S311 - no secret, only any moment
    os.kill(running.pid if victim == "stack" else background.emulator(), signal.SIGKILL)
    for thread in threads:
        thread.join()
    ended(background)

    running = background.up()
    assert Form(running.address, secret(background.home, "contact")).submit("last") == 200
    clients = Clients(running.endpoint)
    expected = {f"{who}@example.org" for who in (*accepted, "last")}
    settled(clients, running, expected)
    leads = emails(clients.dynamodb, running.outputs["LeadsTable"])
    assert expected <= leads
    assert activities(clients.dynamodb, running.outputs["TimelineTable"]) == len(leads)


def under_way(accepted: list[str]) -> None:
    """Wait until the functions have started and the load flows."""
    deadline = time.monotonic() + 20
    while len(accepted) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ended(background: Background) -> None:
    """Wait until nothing of the stack is left."""
    deadline = time.monotonic() + 10
    while occupied(background.home) or left(background.home):
        assert time.monotonic() < deadline, left(background.home)
        time.sleep(0.05)


def settled(clients: Clients, running: Running, expected: set[str]) -> None:
    """Wait until nothing is left in the intake, and sales has heard of each of these leads."""
    deadline = time.monotonic() + 40
    while not empty(clients, running.outputs["IntakeQueueUrl"]) or (unheard := expected - announced(running)):
        assert time.monotonic() < deadline, unheard
        time.sleep(0.1)


def announced(running: Running) -> set[str]:
    """The addresses in the messages that Slack's stand-in has taken."""
    text = urllib3.request("GET", f"{running.sink}/messages").data.decode()
    return set(re.findall(r"mailto:([^|]+)\|", text))


def empty(clients: Clients, url: str) -> bool:
    attributes = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return attributes["ApproximateNumberOfMessages"] == attributes["ApproximateNumberOfMessagesNotVisible"] == "0"
