"""What a CRM tells of one of its records: whose words, when, and under which id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Field, Object
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

KINDS: Final[Mapping[Object, tuple[Kind, Kind, Kind]]] = {
    Object.LEAD: (Kind.CRM_LEAD_CHANGED, Kind.CRM_LEAD_MERGED, Kind.CRM_LEAD_DELETED),
    Object.CONTACT: (Kind.CRM_CONTACT_CHANGED, Kind.CRM_CONTACT_MERGED, Kind.CRM_CONTACT_DELETED),
    Object.ACCOUNT: (Kind.CRM_ACCOUNT_CHANGED, Kind.CRM_ACCOUNT_MERGED, Kind.CRM_ACCOUNT_DELETED),
    Object.OPPORTUNITY: (Kind.CRM_OPPORTUNITY_CHANGED, Kind.CRM_OPPORTUNITY_MERGED, Kind.CRM_OPPORTUNITY_DELETED),
}
"""What has become of a record: changed, merged, deleted."""


@dataclass(frozen=True, slots=True)
class Telling:
    """By which source, under which id, when it happened and when it came, and the CRM's own record of it."""

    sender: Sender
    id: str
    at: Instant
    received_at: Instant
    raw: Json

    def activity(self, kind: Kind, keys: Keys, properties: Mapping[str, Json], traits: Mapping[str, Json]) -> Activity:
        """The activity; what is None was not said."""
        return Activity(
            id=self.id,
            lead=keys,
            type=kind,
            occurred_at=self.at,
            received_at=self.received_at,
            source=self.sender.name,
            properties=_said(properties),
            traits=_said(traits),
            raw=self.raw,
        )

    def merged(self, on: Object, record: str, into: str, keys: Keys, traits: Mapping[str, Json]) -> Activity:
        """That a record has gone into another one, under the same id whoever of the two tells it."""
        properties = {"record": record, "object": on.value, "into": into, "merged": [record]}
        told = replace(self, id=digest(self.sender.name, "merged", on, record, into))
        return told.activity(KINDS[on][1], keys, properties, traits)

    def of_account(self, account: str, keys: Keys, said: Mapping[str, Json]) -> Activity:
        """What an account says of one of its people; each of them has an activity of its own."""
        parts = (account, keys.crm_id or "", str(self.at), *sorted(said))
        told = replace(self, id=digest(self.sender.name, "account", *parts), raw=dict(said))
        properties = {"record": account, "object": Object.ACCOUNT.value}
        return told.activity(Kind.CRM_ACCOUNT_CHANGED, keys, properties, said)

    def stated(self, keys: Keys, said: Mapping[str, Json], *of: str) -> Activity:
        """What was found out about somebody, which is no change of its own; `of` says by which questions."""
        parts = (*of, keys.crm_id or "", str(self.at), *sorted(said))
        told = replace(self, id=digest(self.sender.name, "stated", *parts), raw=dict(said))
        return told.activity(Kind.IDENTITY_STATED, keys, {"record": keys.crm_id}, said)


PEOPLE: Final = (Object.LEAD, Object.CONTACT)
"""Whose records are people."""


def mapped(sender: Sender, *on: Object) -> Iterator[Field]:
    """The lines of the model's map that stand in such a record."""
    return (field for field in sender.fields_map.values() if field.on in on)


def _said(content: Mapping[str, Json]) -> Mapping[str, Json]:
    return {name: value for name, value in content.items() if value is not None}
