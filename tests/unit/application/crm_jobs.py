"""Jobs of an automation that makes a record and a task of Ada, and a CRM for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from leadflow.application.crm_deeds import crm_deeds
from leadflow.application.job import Job
from leadflow.application.ports import Outcome
from leadflow.domain.automation import Action, Automation, Task, Upsert
from leadflow.domain.calendar import Calendar
from leadflow.domain.crm import Crm, Field, Object, Wins
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from leadflow.domain.transition import Transition
from tests.crm_out import Cards
from tests.receiving import MemoryIntake
from tests.unit.channels.matters import ADA, ENTERED, HAND_OVER, MODEL, NOW, lead, news

EMAIL: Final = "ada@northwind.example"
ANN: Final = "ann@acme.example"
UPSERT: Final = Upsert("ledger", Object.CONTACT)
TASK: Final = Task("ledger", "Call {name} at {company}", Duration(DAY))
BOTH: Final = replace(HAND_OVER, do=(UPSERT, TASK))

FIELDS: Final = {
    "title": Field("title", "jobtitle"),
    "phone": Field("phone", "tel", wins=Wins.CRM),
}
SENDER: Final = Sender("crm", "ledger", token="crm-token", fields_map=FIELDS)
POLICY: Final = replace(
    MODEL,
    calendar=Calendar("Europe/Oslo"),
    senders={"crm": SENDER},
    crm=Crm("ledger", "crm", FIELDS),
    automations={"hand_over": BOTH},
)


@dataclass
class Work:
    """A worker with a CRM, and Ada's state as it is by now."""

    crm: Cards = field(default_factory=Cards)
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    policy: LeadModel = POLICY
    automation: Automation = BOTH

    def job(
        self,
        action: Action = UPSERT,
        keys: Keys = Keys(EMAIL),  # noqa: B008 frozen
        transition: Transition = ENTERED,
        owner: str | None = ANN,
        traits: Mapping[str, Json] | None = None,
    ) -> Job:
        about = news(transition)
        automation = self.automation
        errand = Errand(ADA, about.id, automation.name, automation.do.index(action), owner)
        told: Mapping[str, Json] = {"name": "Ada Lindqvist", "company": "Northwind", "title": "VP", **(traits or {})}
        known = lead(told, keys)
        state = State(ADA, known, version=7, evaluated_at=Instant(NOW - 1))
        return Job(errand, action, automation, about, state, Facts(self.policy, known, Standing(), NOW))

    def do(self, job: Job) -> Outcome:
        return crm_deeds(self.crm.ways(self.policy), self.intake)[type(job.action)].do(job)
