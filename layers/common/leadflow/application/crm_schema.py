"""The CRM's own schema, asked for, and new fields of ours in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress

from leadflow.application.channel import RefusedForGood
from leadflow.application.crm_calls import Calls
from leadflow.domain.crm import Object
from leadflow.domain.crm_field import CrmField


def schema(calls: Calls, objects: Iterable[Object]) -> Mapping[Object, Sequence[CrmField]]:
    """All fields of each of the objects. Raises Unauthorised, Unanswered, RefusedForGood."""
    return {on: _fields(calls, on) for on in dict.fromkeys(objects)}


def elsewhere(calls: Calls, known: Collection[Object]) -> Mapping[Object, Sequence[CrmField]]:
    """All fields of the other objects, those left out that the CRM does not show. Raises Unauthorised, Unanswered."""
    found: dict[Object, Sequence[CrmField]] = {}
    for on in (Object.CONTACT, Object.ACCOUNT, Object.OPPORTUNITY, Object.LEAD):
        if on not in known:
            with suppress(RefusedForGood):
                found[on] = _fields(calls, on)
    return found


def create(calls: Calls, on: Object, field: CrmField) -> None:
    """Make the field, or let it be where it is there. Raises Unauthorised, Unanswered, RefusedForGood."""
    calls.answer(lambda token: calls.module.create(calls.sender, on, field, token), calls.module.created)


def _fields(calls: Calls, on: Object) -> Sequence[CrmField]:
    return calls.answer(
        lambda token: calls.module.schema(calls.sender, on, token), lambda reply: calls.module.fields(on, reply)
    )
