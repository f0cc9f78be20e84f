"""The demo: real webhooks into the real system on this machine, and what sales hears of them."""

import http.client
import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlsplit

from leadflow.adapters.deployed import deployed
from leadflow.adapters.deployment import Deployment
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.webhook import Request
from leadflow.cli.explanation import told
from leadflow.cli.running import Reached
from leadflow.cli.sources import shown
from leadflow.cli.stack import KEY
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys, LeadId, lead_id
from leadflow.domain.instant import DAY, SECOND, Duration, minute
from leadflow.domain.json import Json
from leadflow.domain.state import State
from leadflow.domain.wording import counted
from local.aws import EmulatorFailed
from local.build import NotBuilt
from local.clients import REGION
from local.journeys import SCANNERS, WORLDS, Journey, Step, journeys, request
from local.provision import ROOT, STACK, NotProvisioned
from local.sink import Message
from local.stack import Stack
from local.terminal import ACCENT, BOLD, DIM, PLAIN, render

SEED: Final = 7
SETTLED: Final = 95
READY: Final = ("Ada", "Dee", "Fay")
"""Who is sales ready in the end."""

LONG: Final = 45
"""Days after which even the keenest lead has cooled."""


class Demo:
    """The tour. `seen` counts the messages that have been shown."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._seen = 0
        outputs, clients = stack.provisioned.outputs, stack.clients
        self._leads = DynamoLeads(clients.dynamodb, outputs["LeadsTable"], outputs["OutboxTable"])
        self._timeline = DynamoTimeline(clients.dynamodb, outputs["TimelineTable"], 0)
        self._key = LeadKey(clients.secretsmanager, outputs["LeadKeyArn"]).secret
        self._journeys = journeys(stack.now())

    def run(self) -> bool:
        """The whole tour; whether everything came out as it should."""
        title("Webhooks come in, and sales is told")
        for journey in self._journeys:
            self._tell(journey.steps, journey)
        first = self._show_messages()
        title("Why: each lead, its scores, its segments")
        for journey in self._journeys:
            self._show_lead(journey)
        return all([first == 1, self._again(), self._scanners(), self._worlds(), self._fades(), self._returns()])

    def _tell(self, steps: Sequence[Step], journey: Journey) -> None:
        print(f"\n{BOLD}{journey.name}{PLAIN}  {DIM}{journey.story}{PLAIN}")
        for step in steps:
            status = self._post(self._request(step))
            self._stack.settle()  # as in life: what happens later is told later
            print(f"  {minute(step.at)}  POST {step.source:<11} {status}")

    def _request(self, step: Step) -> Request:
        return request(step, self._stack.model, self._stack.secrets, self._stack.now())

    def _post(self, call: Request) -> int:
        connection = http.client.HTTPConnection(urlsplit(self._stack.address).netloc, timeout=30)
        try:
            connection.request(call.method, call.path, call.body, dict(call.headers))
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def _again(self) -> bool:
        title("The same webhooks again, three times each and in any order")
        before = self._versions()
        steps = [step for journey in self._journeys for step in journey.steps] * 3
        random.Random(SEED).shuffle(steps)  # noqa: S311 - a shuffle that is the same every time
        for step in steps:
            self._post(self._request(step))
        self._stack.settle()
        unchanged = self._versions() == before
        print(f"{counted(len(steps), 'webhook')} accepted, {'no lead written' if unchanged else 'LEADS WRITTEN'}.")
        return self._show_messages() == 0 and unchanged

    def _scanners(self) -> bool:
        title("Mail scanners click too")
        dee, eli = journeys(self._stack.now(), SCANNERS)
        self._tell(dee.steps, dee)
        self._tell(eli.steps[:-1], eli)
        early = self._show_messages()
        title(f"{SETTLED} seconds later (the clock is set ahead) their clicks have settled")
        self._stack.set_clock(SETTLED)
        self._stack.settle()
        ready = self._show_messages()
        self._show_lead(dee)
        title("What arrives late takes points back")
        self._tell(eli.steps[-1:], eli)
        return (early, ready, self._show_messages()) == (0, 2, 1)

    def _worlds(self) -> bool:
        title("Mail, web and meetings tell of one person")
        (fay,) = journeys(self._stack.now(), WORLDS)
        self._tell(fay.steps, fay)
        heartbeats = sum(len(messages) for step in fay.steps if (messages := _batch(step)))
        watched = [each for each in self._told(fay) if each.type == Kind.VIDEO_WATCHED]
        print(f"\nThe film's {heartbeats} heartbeats are {counted(len(watched), 'milestone')}.")
        shown = self._show_messages()
        self._show_lead(fay)
        self._show_sources()
        return shown == 1 and len(watched) < heartbeats

    def _show_sources(self) -> None:
        title("Where they post to, and how it goes")
        stack = self._stack
        there = Deployment(STACK, stack.clients.endpoint, REGION, KEY)
        outputs = stack.provisioned.outputs
        print(
            *shown(Reached(deployed(there, outputs), stack.model, stack.now(), there, stack.address), as_json=False),
            sep="\n",
        )

    def _told(self, journey: Journey) -> Sequence[Activity]:
        return list(self._timeline.read(self._id(journey)))

    def _fades(self) -> bool:
        title(f"{LONG} days in which nothing happens (the clock is set ahead)")
        self._stack.set_clock(LONG * DAY / SECOND)
        self._stack.settle()
        shown = self._show_messages()
        self._show_lead(self._journeys[0])
        return shown == len(READY)

    def _returns(self) -> bool:
        title("She asks for a demo once more")
        step = self._journeys[0].shifted(Duration(self._stack.now() - self._journeys[0].steps[-1].at)).steps[-1]
        self._post(self._request(Step(step.source, _renewed(step), step.at)))
        self._stack.settle()
        return self._show_messages() == 1

    def _show_messages(self) -> int:
        """Show what sales received since we last looked; how many messages."""
        new: Sequence[Message] = self._stack.messages()[self._seen :]
        self._seen += len(new)
        if not new:
            print("Sales hears nothing.")
        for message in new:
            print(f"\n{DIM}Slack, {message.at[:16].replace('T', ' ')} UTC{PLAIN}\n{render(message.content)}")
        return len(new)

    def _show_lead(self, journey: Journey) -> None:
        state = self._state(journey)
        facts = Facts(self._stack.model, state.lead, state.standing, self._stack.now())
        print(f"\n{ACCENT}{'─' * 88}{PLAIN}")
        print(*told(_name(state.lead.keys), facts, _scored(facts), as_json=False), sep="\n")

    def _state(self, journey: Journey) -> State:
        lead = self._id(journey)
        return self._leads.load([lead])[lead]

    def _versions(self) -> Sequence[int]:
        return [self._state(journey).version for journey in self._journeys]

    def _id(self, journey: Journey) -> LeadId:
        strongest = journey.lead.strongest
        if strongest is None:
            raise LookupError(f"the journey of {journey.name} names nobody")
        return lead_id(strongest, self._key)


def _batch(step: Step) -> Sequence[Json]:
    messages = step.body.get("batch") if isinstance(step.body, Mapping) else None
    return messages if isinstance(messages, list) else []


def title(text: str) -> None:
    """A new part of the tour."""
    print(f"\n{BOLD}{ACCENT}{text}{PLAIN}\n{ACCENT}{'═' * len(text)}{PLAIN}")


def _scored(facts: Facts) -> Sequence[str]:
    return [name for name in facts.model.scores if facts.score(name) is not None]


def _name(lead: Keys) -> str:
    return lead.email or "somebody unknown"


def _renewed(step: Step) -> Json:
    """The form's body as of another response: the provider gives each a token of its own."""
    body = json.dumps(step.body)
    return cast("Json", json.loads(body.replace("ada7f3a91", "ada7f3a92")))


def main() -> int:
    """Run the demo in a folder of its own and leave nothing behind; 0 where everything came out as it should."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="leadflow-demo-") as folder:
        try:
            with Stack(Path(folder), ROOT / "leadflow.yaml") as stack:
                print(f"{DIM}The stack is up at {stack.address} after {time.monotonic() - began:.1f} s.{PLAIN}")
                fine = Demo(stack).run()
        except (NotBuilt, NotProvisioned, EmulatorFailed, TimeoutError) as error:
            print(error, file=sys.stderr)
            return 1
    print(f"\n{BOLD}{'Done' if fine else 'Something came out otherwise than it should'}{PLAIN}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
