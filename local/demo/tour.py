"""The tour: who does what, what sales hears of it, and whether that is as it should be."""

import random
from collections.abc import Sequence
from typing import Final

from leadflow.application.who import Registry
from leadflow.cli.person import page
from leadflow.cli.sources import shown
from leadflow.domain.activity import Kind
from leadflow.domain.identity import EMAIL
from leadflow.domain.instant import DAY, SECOND, Duration
from leadflow.domain.wording import counted
from local.crm.hubspot.account import Account
from local.crm.hubspot.seed import add
from local.demo import record
from local.demo.stage import Stage, title
from local.journeys import INSISTS, SCANNERS, TOGETHER, WORLDS, journeys
from local.nurture.brevo import Brevo
from local.stack import Stack

SEED: Final = 7
SETTLED: Final = Duration(95 * SECOND)
READY: Final = ("Ada", "Dee", "Gro")
"""Who is sales ready in the end."""

GRO: Final = "gro.dahl@vindkraft.example"
ENTERED: Final = {"jobtitle": "Chief Operating Officer", "lifecyclestage": "opportunity", "hubspot_owner_id": "71"}
"""What the CRM knows of her besides her name."""

LONG: Final = 45
"""Days after which even the keenest lead has cooled."""

CY: Final = "cy.berg@storhandel.example"

TRACK: Final = 12
"""The list of the track `reawaken`."""

OVER: Final = 91
"""Days after which a reject does not count any more."""


class Tour:
    """Each part says whether it came out as it should."""

    def __init__(self, stack: Stack) -> None:
        self._stage = Stage(stack)
        self._journeys = journeys(stack.now())

    def run(self) -> bool:
        """The whole tour; whether everything came out as it should."""
        title("The CRM gets the fields that the model's map needs")
        fitted = self._stage.command("crm", "setup", "--yes")
        self._enter_in_crm()
        title("Webhooks come in, and sales is told")
        for journey in self._journeys:
            self._stage.tell(journey.steps, journey)
        first = self._stage.show_messages()
        title("Why: each lead, its scores, its segments")
        for journey in self._journeys:
            self._stage.show_lead(journey)
        title("What her rep finds in the CRM")
        print(*record.shown(self._account, str(self._journeys[0].lead.email)), sep="\n")
        parts = (
            self._again,
            self._scanners,
            self._worlds,
            self._rejects,
            self._together,
            self._fades,
            self._returns,
            self._comes_back,
        )
        return all([fitted, first == 1, *(part() for part in parts)])

    def _again(self) -> bool:
        title("The same webhooks again, three times each and in any order")
        before = self._versions()
        steps = [step for journey in self._journeys for step in journey.steps] * 3
        random.Random(SEED).shuffle(steps)  # noqa: S311 - a shuffle that is the same every time
        for step in steps:
            self._stage.post(self._stage.request(step))
        self._stage.stack.settle()
        unchanged = self._versions() == before
        print(f"{counted(len(steps), 'webhook')} accepted, {'no lead written' if unchanged else 'LEADS WRITTEN'}.")
        return self._stage.show_messages() == 0 and unchanged

    def _scanners(self) -> bool:
        title("Mail scanners click too")
        dee, eli = journeys(self._stage.stack.now(), SCANNERS)
        self._stage.tell(dee.steps, dee)
        self._stage.tell(eli.steps[:-1], eli)
        early = self._stage.show_messages()
        title(f"{SETTLED // SECOND} seconds later (the clock is set ahead) their clicks have settled")
        self._stage.later(SETTLED)
        ready = self._stage.show_messages()
        self._stage.show_lead(dee)
        title("What arrives late takes points back")
        self._stage.tell(eli.steps[-1:], eli)
        return (early, ready, self._stage.show_messages()) == (0, 2, 1)

    def _worlds(self) -> bool:
        title("Mail, web and meetings tell of one person")
        (fay,) = journeys(self._stage.stack.now(), WORLDS)
        self._stage.tell(fay.steps, fay)
        heartbeats = sum(len(messages) for step in fay.steps if (messages := step.batch))
        watched = [each for each in self._stage.told(fay) if each.type == Kind.VIDEO_WATCHED]
        print(f"\nThe film's {heartbeats} heartbeats are {counted(len(watched), 'milestone')}.")
        shown = self._stage.show_messages()
        self._stage.show_lead(fay)
        self._show_sources()
        return shown == 1 and len(watched) < heartbeats

    def _rejects(self) -> bool:
        title("Jonas clicks Reject under the message")
        message = self._stage.stack.messages()[-1]
        self._stage.click("U01JONAS", message, "Reject", "wrong timing")
        shown = self._stage.show_messages()
        self._stage.show_lead(journeys(self._stage.stack.now(), WORLDS)[0])
        return shown == 1

    def _together(self) -> bool:
        title("A stranger, a click, a form and the CRM's record turn out to be one person")
        (gro,) = journeys(self._stage.stack.now(), TOGETHER)
        self._stage.tell(gro.steps[:-1], gro)
        early = self._stage.show_messages()
        title("The CRM knows her")
        self._stage.tell(gro.steps[-1:], gro)
        shown = self._stage.show_messages()
        self._stage.show_lead(gro)
        title("Who she is, and where that came from")
        asked = (EMAIL, GRO)
        print(*page(asked, Registry(self._stage.reached.archive).who(asked)), sep="\n")
        return (early, shown) == (0, 1)

    @property
    def _account(self) -> Account:
        crm = self._stage.stack.crm
        if crm is None or crm.account is None:
            raise LookupError("the demo's model names no HubSpot")
        return crm.account

    def _enter_in_crm(self) -> None:
        """Somebody has entered Gro in the CRM, with her firm."""
        account = self._account
        contact = add(account, "contacts", {"email": GRO, "firstname": "Gro", "lastname": "Dahl", **ENTERED})
        firm = add(account, "companies", {"name": "Vindkraft AS", "numberofemployees": "420"})
        account.tie(("contacts", contact.id), ("companies", firm.id))

    def _show_sources(self) -> None:
        title("Where they post to, and how it goes")
        print(*shown(self._stage.reached, as_json=False), sep="\n")

    def _fades(self) -> bool:
        title(f"{LONG} days in which nothing happens (the clock is set ahead)")
        self._stage.later(Duration(LONG * DAY))
        shown = self._stage.show_messages()
        self._stage.show_lead(self._journeys[0])
        return shown == len(READY)

    def _returns(self) -> bool:
        title("She asks for a demo once more")
        step = self._journeys[0].shifted(Duration(self._stage.stack.now() - self._journeys[0].steps[-1].at)).steps[-1]
        self._stage.post(self._stage.request(step.renewed()))
        self._stage.stack.settle()
        return self._stage.show_messages() == 1

    def _comes_back(self) -> bool:
        title("Whom sales has rejected comes back, too early")
        self._insists(0)
        early = self._stage.show_messages()
        title(f"{OVER} days after the reject (the clock is set ahead)")
        self._stage.later(Duration(OVER * DAY))
        cooled = self._stage.show_messages()
        title("And once more")
        self._insists(1)
        return (early, cooled, self._stage.show_messages(), self._nurtured()) == (0, 1, 1, True)

    def _insists(self, time: int) -> None:
        fay = journeys(self._stage.stack.now(), INSISTS)[time]
        self._stage.tell(fay.steps, fay)

    def _nurtured(self) -> bool:
        title("Who fell silent is on the track of the email tool")
        brevo = self._stage.stack.tools.played["brevo"]
        members = brevo.members(TRACK) if isinstance(brevo, Brevo) else ()
        print(f"Brevo, list {TRACK}")
        print(*(f"  {each}" for each in members), sep="\n")
        print("Cy is not on it, who has marked a mail as spam.")
        return bool(members) and CY not in members

    def _versions(self) -> Sequence[int]:
        return [self._stage.state(journey).version for journey in self._journeys]
