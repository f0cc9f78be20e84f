"""All of Pipedrive's records, page by page: first what others refer to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

import orjson

from leadflow.adapters.crm.pipedrive import calls, records
from leadflow.adapters.crm.pipedrive.records import Part
from leadflow.adapters.crm.telling import Telling
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import Page
from leadflow.domain.activity import Activity
from leadflow.domain.identity import digest
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender


class What(StrEnum):
    """What there is to pull, in its order."""

    OWNERS = "owners"
    STAGES = "stages"
    ORGANIZATIONS = "organizations"
    PERSONS = "persons"
    LEADS = "leads"
    DEALS = "deals"
    ARCHIVED = "archived deals"
    ACTIVITIES = "activities"


PULLED: Final = (*What,)

PATHS: Final[Mapping[str, str]] = {
    What.OWNERS: "/api/v1/users",
    What.STAGES: "/api/v2/stages",
    What.ORGANIZATIONS: "/api/v2/organizations",
    What.PERSONS: "/api/v2/persons",
    What.LEADS: "/api/v1/leads",
    What.DEALS: "/api/v2/deals",
    What.ARCHIVED: "/api/v2/deals/archived",
    What.ACTIVITIES: "/api/v2/activities",
}
"""Users and leads there are in the first version of the API only."""

LABELLED: Final = (What.ORGANIZATIONS, What.PERSONS, What.DEALS, What.ARCHIVED)

ASKED: Final = "100"
"""Records of a page."""


def page(sender: Sender, what: str, start: str | None, token: str) -> OutboundRequest:
    """The request for a page; users come all at once."""
    asked = {
        **({} if what == What.OWNERS else {"limit": ASKED}),
        **(calls.LABELS if what in LABELLED else {}),
        **({"done": "true"} if what == What.ACTIVITIES else {}),
        **({} if start is None else {"start" if what == What.LEADS else "cursor": start}),
    }
    return calls.get(sender, PATHS[what], token, asked)


def paged(sender: Sender, what: str, reply: Reply, owners: Mapping[str, str], now: Instant) -> Page:
    """What the page holds; `owners` are users' addresses, and what other records will refer to besides."""
    answer = calls.read(reply)
    found = [*map(body.part, body.items(answer.get("data")))]
    told = [activity for each in found for activity in _told(sender, what, each, owners, now)]
    return Page(told, len(found), _next(what, answer), dict(_known(sender, what, found, owners, now)))


def _told(sender: Sender, what: str, record: Part, owners: Mapping[str, str], now: Instant) -> Iterator[Activity]:
    known, version = body.text(record.get("id")) or "", body.text(record.get("update_time")) or ""
    telling = Telling(
        sender, digest(sender.name, what.rpartition(" ")[2], known, version), _at(record, now), now, record
    )
    match what:
        case What.PERSONS:
            person = records.person(record, telling, owners)
            yield person
            yield from _of_account(person, telling, owners)
        case What.LEADS:
            yield records.lead(record, telling)
        case What.DEALS | What.ARCHIVED:
            yield records.deal(record, telling, owners)
        case What.ACTIVITIES:
            yield from records.done(record, telling)
        case _:
            return  # others refer to it, and it is nobody's activity


def _of_account(activity: Activity, telling: Telling, owners: Mapping[str, str]) -> Iterator[Activity]:
    """What the organization says of the person, as of when either was changed last."""
    account = body.text(activity.traits.get("crm.account_id"))
    at, said = (*body.items(body.embedded(owners.get(f"organization:{account}"))), None, None)[:2]
    if account is not None and isinstance(at, int):
        yield replace(telling, at=Instant(max(at, telling.at))).of_account(account, activity.lead, body.part(said))


def _known(
    sender: Sender, what: str, found: list[Part], owners: Mapping[str, str], now: Instant
) -> Iterator[tuple[str, str]]:
    for record in found:
        known = body.text(record.get("id")) or ""
        match what:
            case What.OWNERS:
                if address := body.email(record.get("email")):
                    yield known, address
            case What.STAGES:
                yield f"stage:{known}", body.text(record.get("name")) or ""
            case What.ORGANIZATIONS:
                said = [_at(record, now), records.account(record, sender, owners)]
                yield f"organization:{known}", orjson.dumps(said).decode()
            case _:
                return


def _at(record: Part, now: Instant) -> Instant:
    changed = body.iso(record.get("update_time")) or body.iso(record.get("add_time")) or now
    return min(changed, now)


def _next(what: str, answer: Part) -> str | None:
    more = body.part(answer.get("additional_data"))
    if what != What.LEADS:
        return body.text(more.get("next_cursor"))
    pagination = body.part(more.get("pagination"))
    return body.text(pagination.get("next_start")) if pagination.get("more_items_in_collection") is True else None
