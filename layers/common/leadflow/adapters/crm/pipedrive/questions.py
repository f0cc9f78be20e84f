"""What Pipedrive's webhooks leave out and its API is asked for.

That is whom a user's id means, what a stage is called, what an organization says of its persons, and what the choices
of a field are called.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

import orjson

from leadflow.adapters.crm.pipedrive import calls, records
from leadflow.adapters.crm.pipedrive.records import Part
from leadflow.adapters.crm.pipedrive.values import held as value_of
from leadflow.adapters.crm.pipedrive.values import unlabelled
from leadflow.adapters.crm.replies import Gone
from leadflow.adapters.crm.telling import Telling, mapped
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender

NUMBER: Final = re.compile(r"\d{1,20}", re.ASCII)

MEMBERS: Final = "100"
"""Persons of an organization that are asked for at once."""


class Asked(StrEnum):
    """What is asked for."""

    PERSON = "person"
    DEAL = "deal"
    ORGANIZATION = "organization"
    STAGE = "stage"
    USER = "user"
    PERSONS = "persons"  # of an organization


PATHS: Final[Mapping[str, str]] = {
    Asked.PERSON: "/api/v2/persons/",
    Asked.DEAL: "/api/v2/deals/",
    Asked.ORGANIZATION: "/api/v2/organizations/",
    Asked.STAGE: "/api/v2/stages/",
    Asked.USER: "/api/v1/users/",
}
"""Users there are in the first version of the API only."""

LABELLED: Final = (Asked.PERSON, Asked.DEAL, Asked.ORGANIZATION)


def question(
    source: str, what: Asked, known: object, at: Instant, received_at: Instant, **about: str
) -> Iterator[Fetch]:
    """The question, where the id is one; `at` is when that happened because of which it is asked."""
    text = body.text(known if isinstance(known, str | int) else None) or ""
    if NUMBER.fullmatch(text):
        yield Fetch(source, what, text, received_at, {"at": str(at), **about})


def of_person(telling: Telling, record: Part, *, owner: bool = True, account: bool = True) -> Iterator[Fetch]:
    """What has to be asked about a person."""
    source, person = telling.sender.name, body.text(record.get("id")) or ""
    if owner:
        about = {"person": person, "trait": "crm.owner"}
        yield from question(source, Asked.USER, record.get("owner_id"), telling.at, telling.received_at, **about)
    if account:
        yield from question(
            source, Asked.ORGANIZATION, record.get("org_id"), telling.at, telling.received_at, person=person
        )


def of_deal(
    telling: Telling, record: Part, *, owner: bool = True, previous: Part | None = None
) -> Iterator[Activity | Fetch]:
    """A deal's activity, or what has to be asked before: an open one has to wait for what its stage is called."""
    source, person = telling.sender.name, body.text(record.get("person_id"))
    stage = body.text(record.get("stage_id")) or ""
    if records.opportunity(record, telling.sender, {}).stage is None and NUMBER.fullmatch(stage):
        slim = orjson.dumps([records.slim(record, telling.sender), previous and records.slim(previous, telling.sender)])
        about = {"id": telling.id, "deal": slim.decode()}
        yield from question(source, Asked.STAGE, stage, telling.at, telling.received_at, **about)
    else:
        yield records.deal(record, telling, {}, previous)
    if owner and person:
        about = {"person": person, "trait": f"crm.opportunities.{body.text(record.get('id'))}.owner"}
        yield from question(source, Asked.USER, record.get("owner_id"), telling.at, telling.received_at, **about)


def chosen(record: Part, sender: Sender, on: Object) -> bool:
    """Whether a field of the map is a choice of which only the id is said."""
    return any(unlabelled(value_of(record, each.theirs)) for each in mapped(sender, on))


def request(fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:
    """The question as a request."""
    if fetch.what == Asked.PERSONS:
        cursor = {"cursor": fetch.about["cursor"]} if "cursor" in fetch.about else {}
        return calls.get(sender, "/api/v2/persons", token, {"org_id": fetch.id, "limit": MEMBERS, **cursor})
    labels = calls.LABELS if fetch.what in LABELLED else {}
    return calls.get(sender, f"{PATHS[fetch.what]}{fetch.id}", token, labels)


def fetched(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
    """What the answer tells; of what is gone there is nothing to tell. Raises TryAgain, RefusedForGood."""
    at = Instant(int(fetch.about["at"]))
    try:
        answer = calls.read(reply)
    except Gone:
        if fetch.what == Asked.STAGE:
            yield from _staged(fetch, {}, sender, at)
        return
    record = body.part(answer.get("data"))
    version = body.text(record.get("update_time")) or ""
    changed_at = body.iso(version) or at
    telling = Telling(sender, digest(sender.name, fetch.what, fetch.id, version), changed_at, fetch.received_at, record)
    match Asked(fetch.what):
        case Asked.PERSON:
            yield records.person(record, telling, {})
            yield from of_person(telling, record)
        case Asked.DEAL:
            yield from of_deal(telling, record)
        case Asked.STAGE:
            yield from _staged(fetch, record, sender, at)
        case Asked.USER:
            yield from _of_user(fetch, record, sender, at)
        case Asked.ORGANIZATION:
            yield from _of_organization(fetch, record, sender, at)
        case Asked.PERSONS:
            yield from _of_persons(fetch, answer, sender, at)


def _staged(fetch: Fetch, stage: Part, sender: Sender, at: Instant) -> Iterator[Activity]:
    """The deal whose stage it is."""
    deal, previous = map(body.part, body.items(body.embedded(fetch.about["deal"])))
    known = {f"stage:{fetch.id}": name} if (name := body.text(stage.get("name"))) else {}
    telling = Telling(sender, fetch.about["id"], at, fetch.received_at, deal)
    yield records.deal(deal, telling, known, previous)


def _of_user(fetch: Fetch, user: Part, sender: Sender, at: Instant) -> Iterator[Activity | Fetch]:
    """The address of an owner, told of the person, or of all persons of the organization."""
    address, about = body.email(user.get("email")), fetch.about
    if address is None:
        return
    said = {about["trait"]: address}
    if "person" in about:
        yield _stated(fetch, about["person"], said, sender, at)
    else:
        yield from _spread(fetch, about["organization"], said, at)


def _of_organization(fetch: Fetch, record: Part, sender: Sender, at: Instant) -> Iterator[Activity | Fetch]:
    """What an organization says, told of the person who has come to it, or of all of its persons."""
    said, owner = records.account(record, sender, {}), record.get("owner_id")
    person = fetch.about.get("person")
    if person is not None:
        yield _stated(fetch, person, said, sender, at)
        who = {"person": person}
    else:
        yield from _spread(fetch, fetch.id, said, at)
        who = {"organization": fetch.id}
    yield from question(fetch.source, Asked.USER, owner, at, fetch.received_at, trait="crm.account_owner", **who)


def _spread(fetch: Fetch, organization: str, said: Part, at: Instant) -> Iterator[Fetch]:
    traits = orjson.dumps(said).decode()
    yield from question(fetch.source, Asked.PERSONS, organization, at, fetch.received_at, traits=traits)


def _of_persons(fetch: Fetch, answer: Part, sender: Sender, at: Instant) -> Iterator[Activity | Fetch]:
    said = body.part(body.embedded(fetch.about["traits"]))
    telling = Telling(sender, "", at, fetch.received_at, None)
    for record in map(body.part, body.items(answer.get("data"))):
        yield telling.of_account(fetch.id, Keys(records.address(record), body.key(record.get("id"))), said)
    if cursor := body.text(body.part(answer.get("additional_data")).get("next_cursor")):
        about = {"traits": fetch.about["traits"], "cursor": cursor}
        yield from question(fetch.source, Asked.PERSONS, fetch.id, at, fetch.received_at, **about)


def _stated(fetch: Fetch, person: str, said: Part, sender: Sender, at: Instant) -> Activity:
    telling = Telling(sender, "", at, fetch.received_at, None)
    return telling.stated(Keys(crm_id=person), said, fetch.what, fetch.id)
