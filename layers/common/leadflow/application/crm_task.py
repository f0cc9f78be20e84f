"""Somebody gets a task in the CRM, beside the lead's record: what to do, until when, and why."""

from dataclasses import dataclass, replace
from typing import Final

from leadflow.application.channel import RefusedForGood
from leadflow.application.circuit import NotYet
from leadflow.application.crm_out import Order
from leadflow.application.crm_reach import Reach, Ways
from leadflow.application.hold import begins
from leadflow.application.job import Job
from leadflow.application.ports import Outcome
from leadflow.domain.automation import Automation, Task, Upsert
from leadflow.domain.crm_writing import Record
from leadflow.domain.identity import digest
from leadflow.domain.instant import HOUR, SECOND, Duration, Instant
from leadflow.domain.message import Matter, advice, compose, person
from leadflow.domain.owner import owner
from leadflow.domain.wording import clip

SUBJECT: Final = 255
"""Characters: as many as the shortest of the CRMs' fields takes."""

SOON: Final = Duration(2 * SECOND)
"""A record that is made at the same time is there by then."""


@dataclass(frozen=True, slots=True)
class Tasking:
    """The deed of `crm: task`."""

    ways: Ways

    def do(self, job: Job) -> Outcome:
        """Make the task, unless one of the same errand is there; what is taken back makes none.

        Raises Noted, TryAgain, RefusedForGood, OutsideDown.
        """
        action = job.action
        if not isinstance(action, Task):
            raise TypeError(f"{action} is no task")
        if job.taking_back:
            return Outcome.DONE
        reach = self.ways.to(action, job.now)
        _give(reach, order(job, action, _record(reach, job)), job)
        return reach.done()


def order(job: Job, action: Task, record: Record) -> Order:
    """What the task says; without `due` it is due when the news came."""
    facts, news = job.facts, job.news
    message = compose(Matter(news, job.state.lead, (), owner=job.errand.owner), job.automation, facts.model, job.now)
    due = Instant(news.transition.at + (action.due or Duration(0)))
    subject = advice(action.subject, facts, news.evidence, person(facts), message.owner)
    return Order(
        subject=clip(subject, SUBJECT),
        message=replace(message, record="", pending=False),
        mark=digest(*(job.errand.lead, news.id, job.automation.name, str(job.errand.action))),
        due=due,
        day=facts.calendar.dated(due),
        record=record,
    )


def _record(reach: Reach, job: Job) -> Record:
    """The lead's record; one that the automation is to make is waited for."""
    keys = job.state.lead.keys
    record = reach.find(keys)
    if record is not None:
        return record
    if _made(job.automation) and keys.email:
        raise NotYet("the lead's record is not made yet", _patience(job))
    why = "" if keys.email else ", and no email address to make one with"
    raise RefusedForGood(f"the lead has no record in the CRM{why}")


def _patience(job: Job) -> Duration:
    """A moment at first, then as long again as it has been waited for; what was held has not waited for the record."""
    since = begins(job.automation, job.errand, job.facts, job.news.transition.at)
    return Duration(min(max(job.now - since, SOON), HOUR))


def _made(automation: Automation) -> bool:
    return any(isinstance(each, Upsert) for each in automation.do)


def _give(reach: Reach, wanted: Order, job: Job) -> None:
    writer, sender = reach.writer, reach.sender
    there = reach.ask(
        lambda token: writer.tasks(sender, wanted.record, token), lambda reply: writer.marked(reply, wanted.mark)
    )
    if not there:
        owned = replace(wanted, owner=reach.owner(job.errand.owner or owner(job.state.lead)))
        reach.ask(lambda token: writer.give(sender, owned, token), lambda reply: writer.given(sender, reply))
