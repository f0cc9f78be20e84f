"""What a filled-in form says of the lead: keys, traits, and answers that are neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.payloads import body, campaigns
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json

EMAIL: Final = "email"
USER: Final = "user_id"
ANONYMOUS: Final = "anonymous_id"

ANONYMOUS_FIELDS: Final = (ANONYMOUS, "ajs_anonymous_id", "rl_anonymous_id")
"""What hidden fields are called in which pages pass on the visitor's number: ours, and two trackers' cookies."""

PAGE_FIELDS: Final = ("page_url", "url")
"""What hidden fields are called in which pages pass on their whole address, of which browsers tell but the host."""

_NOTHING: Final[tuple[Json, ...]] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as the lead filled it in; `properties` are the answers that the model makes no trait of."""

    keys: Keys
    traits: Mapping[str, Json]
    properties: Mapping[str, Json]


def filled(
    stated: Mapping[str, Json], fields: Mapping[str, str], typed_email: str | None = None, page: str | None = None
) -> Filled:
    """Sorts the answers by the model's `fields` (field → trait, where email, user_id and anonymous_id are keys).

    Where these name no email, the field `email` holds it, else `typed_email`, which the provider calls one. A part of
    an answer is `name.first`. Hidden fields that say where the visitor came from become properties as those of an
    address do; where there are none, the page's address says it: that of a hidden field, else `page`. What is empty
    was not stated.
    """
    given = {name: answer for name, answer in stated.items() if answer not in _NOTHING}
    named = _named(given, fields)
    rest = {name: answer for name, answer in given.items() if name not in fields}
    keys = Keys(
        email=_email(named.pop(EMAIL, None)) or _email(rest.pop(EMAIL, None)) or _email(typed_email),
        user_id=body.key(named.pop(USER, None)),
        anonymous_id=body.key(named.pop(ANONYMOUS, None)) or _anonymous(rest),
    )
    hidden = {ours: given[name] for name, ours in campaigns.PARAMETERS.items() if name in given}
    url = next((rest.pop(name) for name in PAGE_FIELDS if _is_address(rest.get(name))), page)
    came = hidden or campaigns.stated_in(body.text(url))
    plain = {name: answer for name, answer in rest.items() if name not in campaigns.PARAMETERS}
    return Filled(keys, named, {**plain, **came, **({"url": url} if url else {})})


def _named(given: Mapping[str, Json], fields: Mapping[str, str]) -> dict[str, Json]:
    """The answers under the model's names; of several fields for one name the first that was filled in."""
    named: dict[str, Json] = {}
    for field, name in fields.items():
        whole, _, part = field.partition(".")
        answer = given.get(field) or body.part(given.get(whole)).get(part)
        if answer not in _NOTHING:
            named.setdefault(name, _joined(answer))
    return named


def _joined(answer: Json) -> Json:
    """An answer of several parts, such as a first and a last name, as one text."""
    if not isinstance(answer, dict):
        return answer
    parts = [text for part in answer.values() if (text := body.text(part))]
    return " ".join(parts)


def _anonymous(rest: dict[str, Json]) -> str | None:
    """The visitor's number, out of the first hidden field that holds one.

    An old tracker's cookie has it in quotes, which a page may copy as they stand there: encoded.
    """
    held = [body.text(rest.pop(name, None)) for name in ANONYMOUS_FIELDS]
    return next((key for text in held if text and (key := body.key(text.replace("%22", '"').strip('"')))), None)


def _is_address(answer: Json) -> bool:
    return isinstance(answer, str) and answer.startswith(("https://", "http://"))


def _email(answer: Json) -> str | None:
    stated = answer if isinstance(answer, list) else [answer]
    return next((email for text in stated if (email := body.email(text))), None)
