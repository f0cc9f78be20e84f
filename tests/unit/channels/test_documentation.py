"""What docs/channels.md and docs/events.md show is what is sent."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from leadflow.adapters.channels import CHANNELS
from leadflow.application.announcement import announced
from leadflow.domain.json import Json
from tests.models import model
from tests.unit.channels.matters import news
from tests.unit.channels.test_webhook import GOLDENS, posted

DOCS = Path(__file__).parents[3] / "docs"


def examples(page: str) -> list[Mapping[str, Json]]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


def test_an_event_is_as_its_page_shows() -> None:
    event, rule = examples("events.md")
    assert event["detail"] == announced(news(), "acme")
    assert isinstance(rule["detail"], dict)
    assert set(rule["detail"]) <= set(announced(news(), "acme"))


def test_every_field_of_an_event_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", re.sub(r"(?m)^(?!\| `).*$", "", (DOCS / "events.md").read_text("utf-8"))))
    assert set(announced(news(), "acme")) <= explained


def test_a_webhook_s_body_is_as_its_page_shows() -> None:
    (shown,) = examples("channels.md")
    sent = json.loads(json.dumps(posted(GOLDENS["entered"])))
    why = sent["data"]["why"]
    told, others = why["contributions"][:1], why["contributions"][1:]
    sent["data"]["why"] = {**why, "contributions": told, "others": round(sum(each["points"] for each in others), 6)}
    assert shown == sent


def test_a_model_with_buttons_as_its_page_shows_lets_sales_decide() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", (DOCS / "channels.md").read_text(encoding="utf-8"), re.DOTALL)
    sections = YAML(typ="safe").load(shown)
    sections["signals"]["demo"] = {"activity": "form.submitted"}
    whole = model(**sections, scores={"readiness": {"points": {"demo": 80}}}, channels={"sales": {"slack": "s"}})
    assert whole.hears(whole.channels["sales"])


def test_every_channel_has_its_answers_explained() -> None:
    page = (DOCS / "channels.md").read_text("utf-8")
    answers = page[page.index("## What their answers mean") :].lower()
    assert all(f"| {kind} |" in answers for kind in CHANNELS)
