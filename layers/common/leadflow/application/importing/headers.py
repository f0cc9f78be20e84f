"""What columns are usually called: their names without case, spaces and signs, and other words for our terms."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.application.importing.terms import OCCURRED_AT, TYPE
from leadflow.domain.crm import Object
from leadflow.domain.lead_model import MESSAGE_TRAITS, LeadModel

_SIGNS: Final = re.compile(r"[\W_]+")

SYNONYMS: Final[Mapping[str, Sequence[str]]] = {
    "email": ("email address", "e-mail address", "mail", "work email", "business email", "primary email"),
    "name": ("full name", "contact name"),
    "first_name": ("given name", "forename"),
    "last_name": ("surname", "family name"),
    "title": ("job title", "position", "role", "job role"),
    "company": ("company name", "organization", "organisation", "account name", "employer"),
    "phone": ("phone number", "telephone", "business phone", "work phone"),
    "employees": ("number of employees", "employee count", "no. of employees", "company size"),
    "country": ("country/region",),
}
"""Other words, by the key or trait."""

TYPES: Final = (TYPE, "activity type", "event type", "activity", "event", "event name")
TIMES: Final = (OCCURRED_AT, "timestamp", "event time", "event date", "activity date", "date", "datetime", "time")
CHANGES: Final = (OCCURRED_AT, "last modified date", "last modified", "updated at", "last updated", "modified on")
"""What columns are called that hold the type of an activity, when it was, and when a lead was last changed."""


def plain(name: str) -> str:
    """The name as it is compared: letters and digits only, case folded."""
    return _SIGNS.sub("", name.casefold())


def among(name: str, words: Sequence[str]) -> bool:
    """Whether the name is one of these words."""
    return plain(name) in map(plain, words)


def other_words(model: LeadModel) -> Mapping[str, str]:
    """Words for what the model keeps, by what they are compared as: synonyms, and the names of the CRM's fields."""
    found: dict[str, str] = {}
    for word, name in (*_fields(model), *((word, name) for name, words in SYNONYMS.items() for word in words)):
        if name == "email" or model.keeps(name):
            found.setdefault(plain(word), name)
    return found


def own_words(model: LeadModel) -> Mapping[str, str]:
    """The names of the traits that the model keeps, by what they are compared as."""
    return {plain(name): name for name in (*MESSAGE_TRAITS, *model.traits)}


def _fields(model: LeadModel) -> Iterator[tuple[str, str]]:
    if model.crm is not None:
        for each in model.crm.fields.values():
            if each.on in (Object.LEAD, Object.CONTACT):
                yield each.theirs, each.term
