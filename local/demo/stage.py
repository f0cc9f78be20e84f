"""The demo's stage: webhooks are posted to the stack, and what came of them is shown."""

import http.client
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from leadflow.adapters.aws import asking
from leadflow.adapters.deployed import deployed
from leadflow.adapters.deployment import Deployment
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.webhook import Request
from leadflow.cli.explanation import told
from leadflow.cli.running import Reached
from leadflow.cli.stack import HOME, KEY
from leadflow.domain.activity import Activity
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys, LeadId, lead_id
from leadflow.domain.instant import SECOND, Duration, minute
from leadflow.domain.state import State
from local.clicks import Hand
from local.clients import REGION
from local.journeys import Journey, Step, request
from local.provision import STACK
from local.sink import Message
from local.stack import Stack
from local.terminal import ACCENT, BOLD, DIM, PLAIN, render

CHANGED: Final = "/slack/actions/"
"""Where the path begins by which a message is changed."""


class Stage:
    """The stack, and how many of its messages have been shown."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._seen = 0
        outputs, clients = stack.provisioned.outputs, stack.clients
        self._leads = DynamoLeads(clients.dynamodb, outputs["LeadsTable"], outputs["OutboxTable"])
        self._timeline = DynamoTimeline(clients.dynamodb, outputs["TimelineTable"], 0)
        self._key = LeadKey(asking(clients.secretsmanager), outputs["LeadKeyArn"]).secret

    def tell(self, steps: Sequence[Step], journey: Journey) -> None:
        """What the person does, as the webhooks that tell of it."""
        print(f"\n{BOLD}{journey.name}{PLAIN}  {DIM}{journey.story}{PLAIN}")
        for step in steps:
            status = self.post(self.request(step))
            self.stack.settle()  # as in life: what happens later is told later
            print(f"  {minute(step.at)}  POST {step.source:<11} {status}")

    def request(self, step: Step) -> Request:
        """The webhook, signed now."""
        return request(step, self.stack.model, self.stack.secrets, self.stack.now())

    def post(self, call: Request) -> int:
        """Post it; the status of the answer."""
        connection = http.client.HTTPConnection(urlsplit(self.stack.address).netloc, timeout=30)
        try:
            connection.request(call.method, call.path, call.body, dict(call.headers))
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    @property
    def reached(self) -> Reached:
        """The stack as commands see it."""
        stack = self.stack
        there = Deployment(STACK, stack.clients.endpoint, REGION, KEY)
        stored = deployed(there, stack.provisioned.outputs)
        return Reached(stored, stack.model, stack.now(), there, stack.address)

    def told(self, journey: Journey) -> Sequence[Activity]:
        """What the lead is known to have done."""
        return list(self._timeline.read(self._id(journey)))

    def click(self, user: str, message: Message, button: str, option: str) -> None:
        """Somebody clicks under a message in Slack."""
        sender = next(each for each in self.stack.model.senders.values() if each.kind == "slack")
        hand = Hand(user, sender, self.stack.secrets[sender.name], self.stack.sink.place)
        status = self.post(hand.click(message, button, option, at=self.stack.now()))
        self.stack.settle()
        print(f"  {minute(self.stack.now())}  POST {sender.name:<11} {status}  {button}: {option}")

    def command(self, *words: str) -> bool:
        """Type a command, as somebody would who has this stack; whether it ends well."""
        print(f"{DIM}$ leadflow {' '.join(words)}{PLAIN}", flush=True)
        here = {**os.environ, HOME: str(self.stack.home.folder)}
        return subprocess.run([sys.executable, "-m", "leadflow.cli", *words], env=here, check=False).returncode == 0

    def show_messages(self) -> int:
        """Show what sales received since we last looked; how many messages."""
        new: Sequence[Message] = self.stack.messages()[self._seen :]
        self._seen += len(new)
        if not new:
            print("Sales hears nothing.")
        for message in new:
            changed = ", the same message changed" if message.path.startswith(CHANGED) else ""
            at = message.at[:16].replace("T", " ")
            print(f"\n{DIM}Slack, {at} UTC{changed}{PLAIN}\n{render(message.content)}")
        return len(new)

    def show_lead(self, journey: Journey) -> None:
        """Why the lead is what it is."""
        state = self.state(journey)
        facts = Facts(self.stack.model, state.lead, state.standing, self.stack.now())
        print(f"\n{ACCENT}{'─' * 88}{PLAIN}")
        print(*told(_name(state.lead.keys), facts, _scored(facts), as_json=False), sep="\n")

    def state(self, journey: Journey) -> State:
        """The lead as it is stored."""
        lead = self._id(journey)
        return self._leads.load([lead])[lead]

    def _id(self, journey: Journey) -> LeadId:
        strongest = journey.lead.strongest
        if strongest is None:
            raise LookupError(f"the journey of {journey.name} names nobody")
        return lead_id(strongest, self._key)

    def later(self, wait: Duration) -> None:
        """Set the stack's clock ahead of ours by so much, and let happen what then is due."""
        self.stack.set_clock(wait / SECOND)
        self.stack.settle()


def title(text: str) -> None:
    """A new part of the tour."""
    print(f"\n{BOLD}{ACCENT}{text}{PLAIN}\n{ACCENT}{'═' * len(text)}{PLAIN}")


def _scored(facts: Facts) -> Sequence[str]:
    return [name for name in facts.model.scores if facts.score(name) is not None]


def _name(lead: Keys) -> str:
    return lead.email or "somebody unknown"
