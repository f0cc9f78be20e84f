"""What HubSpot's records name by number only: owners, stages of deals, companies; what is known of them by then.

Known names are texts by key: an owner's address by the owner's id, a stage's label by `stage:` and its id, and by
`company:` and its id what a contact is told of its company, as JSON.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import orjson

from leadflow.adapters.crm.telling import mapped
from leadflow.adapters.payloads import body
from leadflow.domain.crm import Object
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

STAGE: Final = "stage:"
COMPANY: Final = "company:"

OWNER: Final = "hubspot_owner_id"
PRIMARY: Final = "associatedcompanyid"

Names = Mapping[str, str]
Part = Mapping[str, Json]


def owners(content: Part) -> Iterator[tuple[str, str]]:
    """The owners of a list, each with its address."""
    for each in map(body.part, body.items(content.get("results"))):
        yield from owner(each)


def owner(each: Part) -> Iterator[tuple[str, str]]:
    """An owner with its address, if it has one."""
    known, address = body.text(each.get("id")), body.email(each.get("email"))
    if known and address:
        yield known, address


def stages(content: Part) -> Iterator[tuple[str, str]]:
    """The stages of all pipelines, each with its label."""
    for pipeline in map(body.part, body.items(content.get("results"))):
        for stage in map(body.part, body.items(pipeline.get("stages"))):
            known, label = body.text(stage.get("id")), body.text(stage.get("label"))
            if known and label:
                yield STAGE + known, label


def company(record: Part, sender: Sender) -> Iterator[tuple[str, str]]:
    """A company with what its contacts are told of it."""
    properties = body.part(record.get("properties"))
    told: dict[str, Json] = {"name": properties.get("name"), OWNER: properties.get(OWNER)}
    told["fields"] = stated(properties, sender, Object.ACCOUNT)
    if known := body.text(record.get("id")):
        yield COMPANY + known, orjson.dumps(told).decode()


def of_company(company_id: str, names: Names) -> Part:
    """What a contact is told of its company, as traits."""
    told = body.part(body.embedded(names.get(COMPANY + company_id)))
    return {
        **body.part(told.get("fields")),
        "crm.account_id": company_id,
        "crm.account_name": body.text(told.get("name")),
        "crm.account_owner": names.get(body.text(told.get(OWNER)) or "") or None,
    }


def lacking(record: Part, names: Names, *, deal: bool = False) -> str | None:
    """What a record names that is not known yet, None where nothing is; what cannot be known is an empty text."""
    properties = body.part(record.get("properties"))
    named = [body.text(properties.get(OWNER))]
    if deal and not closed(properties) and (stage := body.text(properties.get("dealstage"))):
        named.append(STAGE + stage)
    if primary := body.text(properties.get(PRIMARY)):
        named.append(COMPANY + primary)
        named.append(body.text(body.part(body.embedded(names.get(COMPANY + primary))).get(OWNER)))
    return next((each for each in named if each and each not in names), None)


def closed(properties: Part) -> bool:
    """Whether a deal is won or lost."""
    return flag(properties.get("hs_is_closed")) is True


def flag(value: Json) -> bool | None:
    """What HubSpot writes as text, as what it is."""
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def plain(value: Json) -> Json:
    """A property's value: yes and no as what they are, all else as it is written; None where it is not set."""
    told = flag(value)
    return (value or None) if told is None else told


def stated(properties: Part, sender: Sender, *on: Object) -> Part:
    """What the map names of these properties, by our terms."""
    return {field.term: plain(properties.get(field.theirs)) for field in mapped(sender, *on)}
