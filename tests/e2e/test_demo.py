"""The demo is a promise: it shows everything, it ends well, and it leaves nothing behind."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.build import ROOT

pytestmark = pytest.mark.e2e

COLORS = re.compile(r"\x1b\[[0-9;]*m")


def test_the_demo_shows_the_message_its_reasons_and_that_repetition_changes_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    demo = subprocess.run(
        [sys.executable, "-m", "local.demo"], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    shown = COLORS.sub("", demo.stdout)
    assert demo.returncode == 0, demo.stderr + shown
    assert "Ada Lindqvist is now sales ready" in shown
    assert "+40  asked for a demo, just now" in shown
    assert "33 webhooks accepted, no lead written.\nSales hears nothing." in shown
    assert "Ada Lindqvist is no longer sales ready" in shown
    assert shown.count("Ada Lindqvist is now sales ready") == 2
    assert not re.search(r"(Bo Holm|Cy Berg) is now", shown)
    scanners, late = shown.partition("What arrives late takes points back")[::2]
    scanners, settled = scanners.partition("Mail scanners click too")[2].split("95 seconds later")
    assert scanners.endswith("Sales hears nothing.\n\n")
    assert "Dee Moe is now sales ready" in settled
    assert "+2  clicked in a newsletter, " in settled
    assert "Eli Vik is now sales ready" in settled
    assert "Taken back: Eli Vik is no longer sales ready" in late
    rep, again = shown.partition("What her rep finds in the CRM")[2].split("The same webhooks again")
    assert "leadflow_readiness    72.5" in rep
    assert "subject  Call Ada Lindqvist at Nordlys AS" in rep
    assert rep.count("owner") == 2
    assert "nobody" not in rep
    rejects, after = again.partition("Jonas clicks Reject under the message")[2].split("turn out to be one person")
    assert "Rejected by @U01JONAS: wrong timing" in rejects
    assert "in off limits; " in rejects
    early, late = after.partition("Whom sales has rejected comes back, too early")[2].split("91 days after the reject")
    assert early.endswith("Sales hears nothing.\n\n")
    assert "Fay Holm is now sales ready" in late
    assert "dee.moe@vestbank.example" in late
    assert "cy.berg@storhandel.example" not in late
    assert list(tmp_path.iterdir()) == []
    running = subprocess.run(["ps", "-ewwo", "args="], check=True, capture_output=True, text=True).stdout
    assert str(tmp_path) not in running
