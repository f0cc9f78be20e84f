"""The CRM's record of a lead is made, or brought up to date, and becomes known by its id.

At least once: a record is looked for before it is made, so that what is done again changes what it made itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from leadflow.application.channel import RefusedForGood
from leadflow.application.crm_out import Accompanying, Values
from leadflow.application.crm_reach import Reach, Ways
from leadflow.application.job import Job
from leadflow.application.ports import Intake, Outcome, Parcel
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.automation import Upsert
from leadflow.domain.crm import WROTE, Object
from leadflow.domain.crm_record import DELETED, RECORD
from leadflow.domain.crm_writing import Record, changed_values, first_values, newcomer, stated
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys, digest
from leadflow.domain.json import Json
from leadflow.domain.lead import Register
from leadflow.domain.owner import owner


@dataclass(frozen=True, slots=True)
class Upserting:
    """The deed of `crm: upsert`."""

    ways: Ways
    intake: Intake

    def do(self, job: Job) -> Outcome:
        """Write what the lead is by now; where the news is taken back, into a record that there is only.

        Raises Noted, TryAgain, RefusedForGood, OutsideDown.
        """
        action = job.action
        if not isinstance(action, Upsert):
            raise TypeError(f"{action} is no upsert")
        reach, facts = self.ways.to(action, job.now), live(job)
        record = reach.find(facts.lead.keys)
        if record is not None:
            self._tell(job, reach, record, _change(job, reach, facts, record))
        elif not job.taking_back:
            record, wrote = _create(job, reach, facts, action)
            self._tell(job, reach, record, wrote)
        if record is not None and action.kind is Object.LEAD and not job.taking_back:
            _accompany(job, reach, facts, record)
        return reach.done()

    def _tell(self, job: Job, reach: Reach, record: Record, wrote: Mapping[str, Register]) -> None:
        """Let the lead know its record, and what of it is our own words."""
        lead, at = job.state.lead, job.news.transition.at
        gone = lead.traits.get(DELETED)
        met = lead.keys.crm_id == record.id and (gone is None or gone.value is not True)
        about: dict[str, Json] = {} if met else {RECORD: record.on.value, DELETED: False}
        about |= {WROTE + term: register.value for term, register in wrote.items()}
        if about:
            name = reach.sender.name
            told = Activity(
                id=digest(name, "upsert", job.news.id, job.errand.automation, record.id, str(sorted(wrote.items()))),
                lead=Keys(lead.keys.email, record.id),
                type=Kind.IDENTITY_STATED,
                occurred_at=at,
                received_at=at,
                source=name,
                properties={"record": record.id, "object": record.on.value},
                traits=about,
            )
            self.intake.send([Parcel([told])])


def live(job: Job) -> Facts:
    """The lead as it stands by now: what is retried writes nothing that is old."""
    state = job.state
    return Facts(job.facts.model, state.lead, state.standing, max(job.now, state.evaluated_at))


def _change(job: Job, reach: Reach, facts: Facts, record: Record) -> Mapping[str, Register]:
    """Write into the record what has changed, and its owner where this news gave it one; what of it may be echoed."""
    lines = [*reach.writer.lines(reach.sender, record.on)]
    owns = None if job.taking_back else reach.owner(job.errand.owner)
    values = Values(changed_values(lines, facts, record), None if owns == record.owner else owns)
    coded = reach.coded(record.on, values)
    if values:
        reach.ask(
            lambda token: reach.writer.change(reach.sender, record, coded, token),
            lambda reply: reach.writer.changed(reach.sender, reply),
        )
    return stated(lines, facts, values.fields)


def _create(job: Job, reach: Reach, facts: Facts, action: Upsert) -> tuple[Record, Mapping[str, Register]]:
    if facts.lead.keys.email is None:
        raise RefusedForGood("the lead has no email address to make a record with")
    new, kind = newcomer(facts, action.kind), _kept_as(reach, action.kind)
    lines = [*reach.writer.lines(reach.sender, kind)]
    values = Values(first_values(lines, facts), reach.owner(job.errand.owner or owner(facts.lead)))
    coded = reach.coded(kind, values)
    made = reach.ask(
        lambda token: reach.writer.create(reach.sender, new, coded, token),
        lambda reply: reach.writer.created(reach.sender, new, reply),
    )
    return made, stated(lines, facts, values.fields)


def _kept_as(reach: Reach, wanted: Object) -> Object:
    """Of what a person's record is one: where leads stand beside it, of a contact."""
    return Object.CONTACT if isinstance(reach.writer, Accompanying) else wanted


def _accompany(job: Job, reach: Reach, facts: Facts, record: Record) -> None:
    """Bring what stands beside the record up to date, or put it there."""
    writer, lines = reach.writer, [*reach.writer.lines(reach.sender, Object.LEAD)]
    if not isinstance(writer, Accompanying):
        return
    there = reach.ask(
        lambda token: writer.beside(reach.sender, record, token), lambda reply: writer.stands(reach.sender, reply)
    )
    if there is not None:
        _change(job, reach, facts, there)
        return
    owns = reach.owner(job.errand.owner or owner(facts.lead))
    coded = reach.coded(Object.LEAD, Values(first_values(lines, facts), owns))
    new = newcomer(facts, Object.LEAD)
    reach.ask(
        lambda token: writer.place(reach.sender, record, new, coded, token),
        lambda reply: reach.writer.changed(reach.sender, reply),
    )
