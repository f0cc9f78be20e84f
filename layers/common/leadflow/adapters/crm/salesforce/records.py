"""Rows of answers to queries as activities, whoever asked for them and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leadflow.adapters.crm.salesforce import calls, ids
from leadflow.adapters.crm.salesforce.opportunities import of_role
from leadflow.adapters.crm.salesforce.people import PEOPLE, of_account, person
from leadflow.adapters.crm.salesforce.reading import Reading, Record
from leadflow.adapters.crm.salesforce.soql import ROWS
from leadflow.adapters.crm.salesforce.work import event, task
from leadflow.adapters.payloads import body
from leadflow.application.channel import RefusedForGood, Reply
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page; `last` is the id after which the next page begins, None at the end."""

    rows: Sequence[Record]
    last: str | None

    def activities(self, of: str, reading: Reading) -> Iterator[Activity]:
        """What they tell of such records. Raises RefusedForGood where one is no record."""
        try:
            for row in self.rows:
                yield from _told(row, of, reading)
        except Unreadable as error:
            raise RefusedForGood(error.message) from error


def rows(reply: Reply) -> Rows:
    """The rows that were answered. Raises TryAgain, RefusedForGood."""
    answer = calls.answer(reply)
    found = [body.part(each) for each in body.items(answer.get("records"))]
    more = len(found) >= ROWS or answer.get("done") is False
    return Rows(found, ids.whole(found[-1].get("Id")) if more and found else None)


def _told(row: Record, of: str, reading: Reading) -> Iterator[Activity]:
    match of:
        case "Lead" | "Contact":
            yield person(row, PEOPLE[of], reading)
        case "Account":
            yield of_account(row, reading)
        case "Task":
            yield from task(row, reading)
        case "Event":
            yield from event(row, reading)
        case _:
            yield of_role(row, reading)
