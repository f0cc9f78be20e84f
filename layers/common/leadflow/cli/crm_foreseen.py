"""What an automation would do in the CRM, which a preview does not ask: the record as a new one, and the task."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leadflow.adapters.crm import writer
from leadflow.adapters.crm.notes import plain
from leadflow.application.crm_task import order
from leadflow.application.job import Job
from leadflow.domain.automation import Task, Upsert
from leadflow.domain.crm import Object
from leadflow.domain.crm_writing import Record, first_values, newcomer
from leadflow.domain.instant import minute
from leadflow.domain.json import Json
from leadflow.domain.owner import owner


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One action in the CRM: what it would do to what, field by field."""

    destination: str
    kind: str
    fields: Mapping[str, Json]

    @property
    def document(self) -> Mapping[str, Json]:
        """The same as JSON."""
        return {"channel": self.destination, "kind": self.kind, "fields": self.fields}

    def page(self) -> Iterator[str]:
        """The same for people."""
        yield f"{self.destination} ({self.kind})"
        yield ""
        for name, value in self.fields.items():
            first, *more = f"{name}: {_shown(value)}".splitlines() or [""]
            yield from (f"  │ {line}".rstrip() for line in (first, *more))
        yield ""


def _shown(value: Json) -> str:
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def foreseen(job: Job) -> Foreseen | None:
    """What the job would do; None where it is none in a CRM that is written into."""
    match job.action:
        case Upsert() as action:
            found = _record(job, action)
        case Task() as action:
            found = _task(job, action)
        case _:
            return None
    return Foreseen(action.destination, "task" if isinstance(action, Task) else f"upsert as {action.kind}", found)


def _record(job: Job, action: Upsert) -> Mapping[str, Json]:
    """All that a new record would hold; of one that there is only what has changed is written."""
    model, facts = job.facts.model, job.facts
    sender = model.senders.get((model.crm and model.crm.source) or "")
    new = newcomer(facts, action.kind)
    named: dict[str, Json] = {"email": new.email, "name": f"{new.first} {new.last}".strip(), "owner": _owner(job)}
    try:
        lines = [] if sender is None else [*writer(action.provider).lines(sender, action.kind)]
    except LookupError:
        lines = []
    return {**named, **first_values(lines, facts)}


def _task(job: Job, action: Task) -> Mapping[str, Json]:
    told = order(job, action, Record("", Object.CONTACT))
    return {"subject": told.subject, "due": minute(told.due), "owner": _owner(job), "text": plain(told)}


def _owner(job: Job) -> str | None:
    return job.errand.owner or owner(job.state.lead)
