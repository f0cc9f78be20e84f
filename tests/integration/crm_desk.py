"""What a worker does in a CRM that a stand-in plays, over real HTTP."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from leadflow.adapters.crm import writer
from leadflow.adapters.http import Outside
from leadflow.application.circuit import Line
from leadflow.application.crm_deeds import crm_deeds
from leadflow.application.crm_reach import Ways
from leadflow.application.grants import Tokens
from leadflow.application.job import Job
from leadflow.application.ports import Outcome
from leadflow.domain.automation import Action, Task, Upsert
from leadflow.domain.crm import Crm, Field, Object
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, Duration
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from leadflow.domain.transition import Transition
from local.crm.standin import Provider, Standin
from tests.fakes import MemoryCircuits
from tests.receiving import MemoryIntake
from tests.unit.channels.matters import ADA, ENTERED, HAND_OVER, MODEL, NOW, lead, news

Told = Mapping[str, Json]
NOTHING: Final[Told] = {}

READ: Final = 0.3
"""Seconds for an answer, which the product gives eight."""

WHO: Final = Keys("ada@northwind.example")


@dataclass
class CrmDesk:
    """A worker, the CRM, and what the worker knows."""

    standin: Standin
    policy: LeadModel
    secret: str
    kind: Object
    circuits: MemoryCircuits = field(default_factory=MemoryCircuits)
    intake: MemoryIntake = field(default_factory=MemoryIntake)

    def live(self, name: str) -> Sequence[str]:
        return [self.secret]

    def upsert(self, keys: Keys = WHO, owner: str | None = None, traits: Told = NOTHING) -> Outcome:
        """Make the record, or bring it up to date."""
        return self.do(Upsert(self._provider, self.kind), keys, owner, traits)

    def task(self, keys: Keys = WHO, owner: str | None = None, traits: Told = NOTHING) -> Outcome:
        """Make a task for tomorrow."""
        return self.do(Task(self._provider, "Call {name}", Duration(DAY)), keys, owner, traits)

    def do(
        self,
        action: Action,
        keys: Keys,
        owner: str | None,
        traits: Told,
        transition: Transition = ENTERED,
    ) -> Outcome:
        automation, about = replace(HAND_OVER, do=(action, Upsert(self._provider))), news(transition)
        errand, known = Errand(ADA, about.id, "hand_over", 0, owner), lead({"name": "Ada Lindqvist", **traits}, keys)
        facts = Facts(self.policy, known, Standing(), NOW)
        job = Job(errand, action, automation, about, State(ADA, known, version=7), facts)
        return self._deeds[type(action)].do(job)

    @property
    def made(self) -> str:
        """The id of the record that the lead was told of last."""
        return self.intake.activities[-1].lead.crm_id or ""

    def asked(self) -> Sequence[tuple[str, int | None]]:
        """How the CRM was called, and what it answered."""
        return [(each.asked.method, each.status) for each in self.standin.calls]

    @property
    def _provider(self) -> str:
        return self.policy.crm.provider if self.policy.crm else ""

    def __post_init__(self) -> None:
        post = Outside(frozenset({self.standin.place}), READ).post
        line, tokens = Line(self.circuits, post), Tokens(post, lambda: NOW)
        self._deeds = crm_deeds(Ways(self.policy, self, tokens, line, writer), self.intake)


@contextmanager
def working(
    provider: Provider, name: str, secret: str, fields: Mapping[str, Field], kind: Object = Object.LEAD
) -> Iterator[CrmDesk]:
    """A desk before that CRM, while it serves."""
    with Standin(provider) as standin:
        sender = Sender("crm", name, token="crm-token", instance=standin.url, fields_map=fields)
        policy = replace(MODEL, senders={"crm": sender}, crm=Crm(name, "crm", fields))
        yield CrmDesk(standin, policy, secret, kind)
