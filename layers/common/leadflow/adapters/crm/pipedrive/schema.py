"""The fields of Pipedrive's records, and new ones: Pipedrive itself makes up a new field's key.

https://developers.pipedrive.com/docs/api/v1/PersonFields
"""

from collections.abc import Mapping, Sequence
from typing import Final

from leadflow.adapters.crm.pipedrive import calls
from leadflow.adapters.crm.pipedrive.records import Part
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import CrmField, FieldKind
from leadflow.domain.crm import Object
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

PATHS: Final[Mapping[Object, str]] = {
    Object.CONTACT: "/api/v2/personFields",
    Object.LEAD: "/api/v2/dealFields",
    Object.ACCOUNT: "/api/v2/organizationFields",
    Object.OPPORTUNITY: "/api/v2/dealFields",
}
"""Leads have the fields of deals."""

KINDS: Final[Mapping[str, FieldKind]] = {
    **dict.fromkeys(("varchar", "varchar_auto", "text", "phone", "address"), FieldKind.TEXT),
    **dict.fromkeys(("double", "int", "monetary"), FieldKind.NUMBER),
    "date": FieldKind.DATE,
    "boolean": FieldKind.BOOLEAN,
    **dict.fromkeys(("enum", "set", "status"), FieldKind.CHOICE),
}

MADE: Final[Mapping[FieldKind, str]] = {
    FieldKind.TEXT: "varchar",
    FieldKind.NUMBER: "double",
    FieldKind.DATE: "date",
    FieldKind.INSTANT: "varchar",
    FieldKind.BOOLEAN: "enum",
    FieldKind.CHOICE: "enum",
    FieldKind.OTHER: "varchar",
}
"""What a new field becomes. There is none for instants, which stand in a text, nor for truth values."""

TRUTHS: Final = ("true", "false")

READ_ONLY: Final = frozenset(
    {
        *("id", "add_time", "update_time", "creator_user_id", "first_name", "last_name", "picture_id"),
        *("stage_change_time", "won_time", "lost_time", "close_time", "weighted_value", "origin", "source_lead_id"),
        *("next_activity_date", "last_activity_date", "activities_count", "done_activities_count"),
        *("undone_activities_count", "open_deals_count", "won_deals_count", "lost_deals_count", "closed_deals_count"),
        *("people_count", "email_messages_count", "last_incoming_mail_time", "last_outgoing_mail_time"),
    }
)
"""What Pipedrive works out itself."""

MOST: Final = "500"


def schema(sender: Sender, on: Object, token: str) -> OutboundRequest:
    """The request for all fields; no company has more than a page of them."""
    return calls.get(sender, PATHS[on], token, {"limit": MOST})


def fields(on: Object, reply: Reply) -> Sequence[CrmField]:  # noqa: ARG001 - asked alike for all CRMs
    """The fields. Raises TryAgain, RefusedForGood."""
    listed = map(body.part, body.items(calls.read(reply).get("data")))
    return [_field(each) for each in listed if body.text(each.get("field_code"))]


def create(sender: Sender, on: Object, field: CrmField, token: str) -> OutboundRequest:
    """The request that makes a custom field under that label; its key is in the answer and in the schema then."""
    choices = TRUTHS if field.kind is FieldKind.BOOLEAN else field.choices
    options: list[Json] = [{"label": each} for each in choices]
    content: Part = {
        "field_name": field.label,
        "field_type": MADE[field.kind],
        **({"options": options} if options else {}),
    }
    return calls.post(sender, PATHS[on], token, content)


def created(reply: Reply) -> None:
    """Returns where the field was made. Raises TryAgain, RefusedForGood."""
    calls.read(reply)


def _field(stated: Part) -> CrmField:
    code = body.text(stated.get("field_code")) or ""
    options = map(body.part, body.items(stated.get("options")))
    return CrmField(
        name=code,
        label=body.text(stated.get("field_name")) or code,
        kind=KINDS.get(body.text(stated.get("field_type")) or "", FieldKind.OTHER),
        read_only=code in READ_ONLY or stated.get("is_writable") is False,
        custom=stated.get("is_custom_field") is True,
        choices=tuple(label for each in options if (label := body.text(each.get("label")))),
    )
