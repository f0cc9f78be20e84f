"""What the page about tracks shows is what there is."""

import json
import re
from pathlib import Path

from leadflow.adapters.tracks import TOOLS
from leadflow.adapters.tracks.webhook import request
from leadflow.model.check import findings
from leadflow.model.document import parse
from leadflow.model.lints.surroundings import Surroundings
from tests.models import KINDS
from tests.unit.tracks.wishes import wish

PAGE = (Path(__file__).parents[3] / "docs/tracks.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_body_that_is_shown_is_the_one_that_is_sent() -> None:
    assert json.loads(block("json")) == json.loads(request(wish("webhook")).body)


def test_every_tool_is_in_the_table() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(TOOLS)


def test_the_model_that_is_shown_is_right_and_nothing_in_it_doubtful() -> None:
    document = parse(f"model: acme\n{block('yaml')}")
    assert findings(document.content, KINDS, document.lines, Surroundings({})) == ()
