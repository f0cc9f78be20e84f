"""What a CRM holds of somebody, as the demo shows it: the record, whose it is, and what there is to do."""

from collections.abc import Iterator, Sequence
from typing import Final

from leadflow.cli.table import table
from leadflow.domain.wording import clean
from local.crm.hubspot.account import Account, Record

SHOWN: Final = ("jobtitle", "company", "leadflow_readiness", "leadflow_interest", "leadflow_sales_ready")
"""The properties that tell what came of the lead."""


def shown(account: Account, email: str) -> Iterator[str]:
    """The contact of this address, with its tasks; a line that says so where there is none."""
    contacts = account.records["contacts"].values()
    contact = next((each for each in contacts if each.properties.get("email") == email), None)
    if contact is None:
        yield f"HubSpot has no contact {email}."
        return
    yield f"HubSpot, contact {contact.id}"
    rows = [("owner", _owner(account, contact)), *((name, contact.properties.get(name, "")) for name in SHOWN)]
    yield from table([(name, value or "-") for name, value in [("email", email), *rows]])
    for task in tasks(account, contact):
        yield f"HubSpot, task {task.id}"
        yield from table([*_rows(account, task)])


def tasks(account: Account, contact: Record) -> Sequence[Record]:
    """What there is to do about the contact."""
    return [account.records["tasks"][number] for number, _ in account.ties.of(("contacts", contact.id), "tasks")]


def _rows(account: Account, task: Record) -> Iterator[tuple[str, str]]:
    yield "subject", clean(task.properties.get("hs_task_subject", ""))
    yield "due", task.properties.get("hs_timestamp", "")
    yield "owner", _owner(account, task)


def _owner(account: Account, record: Record) -> str:
    owner = account.owners.get(record.properties.get("hubspot_owner_id", ""))
    return "nobody" if owner is None else owner.email
