"""A world in which leads get owners: the book of who got which, and the queue that they are told by."""

from dataclasses import dataclass, field

from leadflow.application.assign import Assigner
from leadflow.domain.activity import Activity
from leadflow.domain.automation import Change
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import Evidence, News
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Transition
from tests.fakes import MemoryBook, MemoryLeads
from tests.models import MONDAY, did, later, model
from tests.unit.application.workbench import MemoryIntake

ANN, BO, CY = "ann@acme.example", "bo@acme.example", "cy@acme.example"
THREE: Json = [{"round_robin": [ANN, BO, CY]}]
DO: Json = [{"assign": "routing"}, {"notify": "sales"}]


def policy(routing: Json = THREE, team: Json = None) -> LeadModel:
    return model(
        signals={"clicked": {"activity": "email.clicked"}},
        segments={
            "hot": {"signal": "clicked"},
            "slack": {"all": [{"in": "hot", "for": "5 days"}, {"signal": "clicked"}]},
        },
        routing=routing,
        team=team,
        automations={"give": {"when": {"enters": "hot"}, "do": DO}, "again": {"when": {"enters": "slack"}, "do": DO}},
        channels={"sales": {"slack": "sales-webhook"}},
    )


@dataclass
class World:
    """Leads, the book of who got which, and the queue that leads are told by."""

    policy: LeadModel = field(default_factory=policy)
    book: MemoryBook = field(default_factory=MemoryBook)
    leads: MemoryLeads = field(default_factory=MemoryLeads)
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    acting: bool = True

    def assigner(self) -> Assigner:
        return Assigner(self.policy, self.leads, self.book, self.intake, self.acting)

    def has(self, name: str, *activities: Activity, email: str = "ada@fjordbank.example") -> LeadId:
        lead = LeadId(name)
        known = fold(Lead(keys=Keys(email=email)), activities, self.policy, later(99))
        self.leads.kept[lead] = State(lead, known, version=1)
        return lead

    def gives(self, lead: LeadId, version: int = 1, calls: str = "give", now: Instant = MONDAY) -> str | None:
        return self.assigner().owner(hot(lead, version, calls), now)

    def told(self) -> list[Activity]:
        return [each for parcel, _ in self.intake.sent for each in parcel.activities]


def hot(lead: LeadId, version: int = 1, calls: str = "give") -> News:
    transition = Transition(Change.ENTERED, "hot", None, MONDAY, Cause.ACTIVITY, calls=(calls,))
    return News(lead, version, transition, Evidence({}, {}, (), None))


def in_crm(owner: str, at: Instant = MONDAY) -> Activity:
    return did(f"crm{at}", "crm.contact.changed", at, traits={"crm": {"owner": owner}})
