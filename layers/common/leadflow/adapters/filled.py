"""What a filled-in form says of the lead: keys, traits, and answers that are neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.adapters import body
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json

EMAIL: Final = "email"
ANONYMOUS: Final = "anonymous_id"
CAMPAIGN: Final = "utm_campaign"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as the lead filled it in; `properties` are the answers that the model makes no trait of."""

    keys: Keys
    traits: Mapping[str, Json]
    properties: Mapping[str, Json]


def filled(stated: Mapping[str, Json], fields: Mapping[str, str], typed_email: str | None = None) -> Filled:
    """Sorts the answers by the model's `fields` (field → trait, where the trait `email` is the key).

    Without such a field the one named `email` is the key, else `typed_email`, which the provider calls one.
    A hidden `anonymous_id` is a key, `utm_campaign` the property `campaign`. What is empty was not stated.
    """
    given = {name: answer for name, answer in stated.items() if answer not in (None, "", [])}
    named = {fields[name]: answer for name, answer in given.items() if name in fields}
    rest = {name: answer for name, answer in given.items() if name not in fields}
    email = _email(named.pop(EMAIL, None)) or _email(rest.pop(EMAIL, None)) or _email(typed_email)
    anonymous = body.key(rest.pop(ANONYMOUS, None))
    if campaign := given.get(CAMPAIGN):
        rest["campaign"] = campaign
    return Filled(Keys(email=email, anonymous_id=anonymous), named, rest)


def _email(answer: Json) -> str | None:
    stated = answer if isinstance(answer, list) else [answer]
    return next((email for text in stated if (email := body.email(text))), None)
