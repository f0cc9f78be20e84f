"""The README's first example, worked out from Ada's journey by the product itself; run this module to renew it.

A block stands between `<!-- NAME -->` and `<!-- end -->`; a test compares it with what is worked out here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from leadflow.adapters.channels import slack
from leadflow.adapters.sources import kinds, source
from leadflow.application.channel import Dispatch
from leadflow.application.webhook import Request, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.errand import Errand
from leadflow.domain.identity import LeadId
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.message import Matter, compose
from leadflow.domain.news import News
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from leadflow.model.compile import read
from local.build import MODEL, ROOT
from local.journeys import FOLDER, Journey, Step, body, journey
from local.terminal import render

README: Final = ROOT / "README.md"
BLOCK: Final = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def blocks() -> Mapping[str, str]:
    """The blocks of the README by name, as Markdown."""
    ada = journey(FOLDER / "ada.json")
    return {
        "webhook": f"```http\n{webhook(ada)}\n```\n",
        "alert": f"```text\n{alert(ada, read(MODEL, kinds()))}\n```\n",
    }


def webhook(story: Journey) -> str:
    """The journey's last webhook, shortened to what the product reads."""
    step = story.steps[-1]
    answers = ",\n".join(f"  {json.dumps(each)}" for each in _answers(step.body))
    return f"""POST /hooks/{step.source}
Typeform-Signature: sha256=…

{{"event_type": "form_response", "form_response": {{"form_id": "demo", "answers": [
{answers}
]}}}}"""


def alert(story: Journey, model: LeadModel) -> str:
    """The message that the whole journey causes, as the local stack shows it."""
    state, told, news = State(LeadId("ada")), list[Activity](), list[News]()
    for step in story.steps:
        did = list(_activities(step, model))
        response = respond(model, state, Arrival(did), step.at)
        state = replace(response.state, version=state.version + 1)
        told += did
        news += [each for each in response.news if each.transition.calls]
    (only,) = news
    automation = model.automations[only.transition.calls[0]]
    recent = sorted(told, key=lambda activity: activity.at, reverse=True)
    now = story.steps[-1].at
    message = compose(Matter(only, state.lead, recent), automation, model, now)
    dispatch = Dispatch(message, only, Errand(only.lead, only.id, automation.name, 0), model.name, now, ("",))
    shown = render(json.loads(slack.request(dispatch).body), color=False)
    return "\n".join(line.rstrip() for line in shown.splitlines())


def _activities(step: Step, model: LeadModel) -> Iterator[Activity]:
    sender = model.senders[step.source]
    written, content_type = body(step.body, sender.kind)
    request = Request("POST", "/v1/batch", "", {"content-type": content_type}, written, "127.0.0.1")
    return source(sender.kind).activities(Webhook(sender, request, step.at))


def _answers(response: Json) -> Iterator[Mapping[str, Json]]:
    """The form response's answers, each with its question's name only."""
    for each in json.loads(json.dumps(response))["form_response"]["answers"]:
        yield {"field": {"ref": each["field"]["ref"]}, each["type"]: each[each["type"]]}


def renewed(text: str) -> str:
    """The README's text with every block as it should be."""
    found = blocks()
    return BLOCK.sub(lambda block: f"{block[1]}{found[block[2]]}{block[3]}", text)


def main(path: Path = README) -> None:
    """Write the README anew."""
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
