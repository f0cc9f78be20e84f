"""The demo is a promise: it shows everything, it ends well, and it leaves nothing behind."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.build import ROOT

pytestmark = pytest.mark.e2e

COLORS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Shown:
    """What a run of the demo has printed, and the folder that it may have left something in."""

    text: str
    folder: Path

    def part(self, begin: str, end: str) -> str:
        """What stands between these two titles."""
        before, _, rest = self.text.partition(begin)
        assert before != self.text
        part, found, _ = rest.partition(end)
        assert found
        return part


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "TMPDIR": str(folder)}
    run = subprocess.run(
        [sys.executable, "-m", "local.demo"], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    shown = COLORS.sub("", run.stdout)
    assert run.returncode == 0, run.stderr + shown
    return Shown(shown, folder)


def test_it_shows_the_message_its_reasons_and_that_repetition_changes_nothing(demo: Shown) -> None:
    assert "+40  asked for a demo, just now" in demo.text
    assert "33 webhooks accepted, no lead written.\nSales hears nothing." in demo.text
    assert "Ada Lindqvist is no longer sales ready" in demo.text
    assert demo.text.count("Ada Lindqvist is now sales ready") == 2
    assert not re.search(r"(Bo Holm|Cy Berg) is now", demo.text)


def test_it_shows_that_a_scanner_s_clicks_make_nobody_ready(demo: Shown) -> None:
    early = demo.part("Mail scanners click too", "95 seconds later")
    assert early.endswith("Sales hears nothing.\n\n")
    settled = demo.part("95 seconds later", "What arrives late takes points back")
    assert "Dee Moe is now sales ready" in settled
    assert "+2  clicked in a newsletter, " in settled
    assert "Eli Vik is now sales ready" in settled
    late = demo.part("What arrives late takes points back", "Mail, web and meetings")
    assert "Taken back: Eli Vik is no longer sales ready" in late


def test_it_shows_the_record_and_the_task_that_the_owner_finds_in_the_crm(demo: Shown) -> None:
    found = demo.part("What her rep finds in the CRM", "The same webhooks again")
    assert "leadflow_readiness    72.5" in found
    assert "subject  Call Ada Lindqvist at Nordlys AS" in found
    assert found.count("owner") == 2
    assert "nobody" not in found


def test_it_shows_that_a_reject_holds_for_90_days_and_no_longer(demo: Shown) -> None:
    rejected = demo.part("Jonas clicks Reject under the message", "turn out to be one person")
    assert "Rejected by @U01JONAS: wrong timing" in rejected
    assert "in off limits; " in rejected
    early = demo.part("Whom sales has rejected comes back, too early", "91 days after the reject")
    assert early.endswith("Sales hears nothing.\n\n")
    assert "Fay Holm is now sales ready" in demo.part("And once more", "Who fell silent")


def test_it_shows_who_is_on_the_track_and_who_may_not_be(demo: Shown) -> None:
    track = demo.part("Who fell silent is on the track of the email tool", "Done")
    assert "dee.moe@vestbank.example" in track
    assert "cy.berg@storhandel.example" not in track


def test_it_leaves_no_folder_and_no_process(demo: Shown) -> None:
    assert list(demo.folder.iterdir()) == []
    running = subprocess.run(["ps", "-ewwo", "args="], check=True, capture_output=True, text=True).stdout
    assert str(demo.folder) not in running
