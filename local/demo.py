"""The demo: real webhooks into the real system on this machine, and what sales hears of them."""

import http.client
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from leadflow.adapters.deployed import deployed
from leadflow.adapters.deployment import Deployment
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.webhook import Request
from leadflow.application.who import Registry
from leadflow.cli.explanation import told
from leadflow.cli.person import page
from leadflow.cli.running import Reached
from leadflow.cli.sources import shown
from leadflow.cli.stack import KEY
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.facts import Facts
from leadflow.domain.identity import EMAIL, Keys, LeadId, lead_id
from leadflow.domain.instant import DAY, SECOND, Duration, minute
from leadflow.domain.state import State
from leadflow.domain.wording import counted
from local.aws import EmulatorFailed
from local.build import NotBuilt
from local.clients import REGION
from local.crm.hubspot.seed import add
from local.journeys import SCANNERS, TOGETHER, WORLDS, Journey, Step, journeys, request
from local.provision import ROOT, STACK, NotProvisioned
from local.sink import Message
from local.stack import Stack
from local.terminal import ACCENT, BOLD, DIM, PLAIN, render

SEED: Final = 7
SETTLED: Final = 95
READY: Final = ("Ada", "Dee", "Fay", "Gro")
"""Who is sales ready in the end."""

GRO: Final = "gro.dahl@vindkraft.example"
ENTERED: Final = {"jobtitle": "Chief Operating Officer", "lifecyclestage": "opportunity", "hubspot_owner_id": "71"}
"""What the CRM knows of her besides her name."""

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
        parts = (self._again, self._scanners, self._worlds, self._together, self._fades, self._returns)
        return all([first == 1, *(part() for part in parts)])

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
        heartbeats = sum(len(messages) for step in fay.steps if (messages := step.batch))
        watched = [each for each in self._told(fay) if each.type == Kind.VIDEO_WATCHED]
        print(f"\nThe film's {heartbeats} heartbeats are {counted(len(watched), 'milestone')}.")
        shown = self._show_messages()
        self._show_lead(fay)
        self._show_sources()
        return shown == 1 and len(watched) < heartbeats

    def _together(self) -> bool:
        title("A stranger, a click, a form and the CRM's record turn out to be one person")
        (gro,) = journeys(self._stack.now(), TOGETHER)
        self._tell(gro.steps[:-1], gro)
        early = self._show_messages()
        title("The CRM knows her")
        self._enter_in_crm()
        self._tell(gro.steps[-1:], gro)
        shown = self._show_messages()
        self._show_lead(gro)
        title("Who she is, and where that came from")
        asked = (EMAIL, GRO)
        print(*page(asked, Registry(self._reached.archive).who(asked)), sep="\n")
        return (early, shown) == (0, 1)

    def _enter_in_crm(self) -> None:
        """Somebody has entered her in the CRM, with her firm."""
        crm = self._stack.crm
        if crm is None or crm.account is None:
            raise LookupError("the demo's model names no HubSpot")
        contact = add(crm.account, "contacts", {"email": GRO, "firstname": "Gro", "lastname": "Dahl", **ENTERED})
        firm = add(crm.account, "companies", {"name": "Vindkraft AS", "numberofemployees": "420"})
        crm.account.tie(("contacts", contact.id), ("companies", firm.id))

    def _show_sources(self) -> None:
        title("Where they post to, and how it goes")
        print(*shown(self._reached, as_json=False), sep="\n")

    @property
    def _reached(self) -> Reached:
        """The stack as commands see it."""
        stack = self._stack
        there = Deployment(STACK, stack.clients.endpoint, REGION, KEY)
        stored = deployed(there, stack.provisioned.outputs)
        return Reached(stored, stack.model, stack.now(), there, stack.address)

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
        self._post(self._request(step.renewed()))
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


def title(text: str) -> None:
    """A new part of the tour."""
    print(f"\n{BOLD}{ACCENT}{text}{PLAIN}\n{ACCENT}{'═' * len(text)}{PLAIN}")


def _scored(facts: Facts) -> Sequence[str]:
    return [name for name in facts.model.scores if facts.score(name) is not None]


def _name(lead: Keys) -> str:
    return lead.email or "somebody unknown"


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
