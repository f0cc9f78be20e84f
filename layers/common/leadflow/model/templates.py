"""Texts in which `{placeholders}` stand for what is known of the lead."""

import re
from collections.abc import Iterator
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator

from leadflow.model.mistakes import Place
from leadflow.model.sentences import Mention, Text

ADDRESS: Final = "email"
"""The one placeholder that is no trait: the address that the lead is known by."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_TRAIT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def template(text: str) -> str:
    """The text as it is. Raises ValueError where a brace stands alone, or holds what can be no trait."""
    for name in _PLACEHOLDER.findall(text):
        if not _TRAIT.fullmatch(name):
            raise ValueError(f"{{{name}}} can be no trait; one such as {{name}} or {{crm.stage}} is needed")
    if {"{", "}"} & set(_PLACEHOLDER.sub("", text)):
        raise ValueError("each { needs its }: a placeholder is written {name}")
    return text


def is_placeholder(text: str) -> bool:
    """Whether the text is one placeholder and nothing else."""
    return _PLACEHOLDER.fullmatch(text) is not None


def traits(text: str, *place: str | int) -> Iterator[Mention]:
    """The traits that the text, which stands at `place`, is filled in with."""
    at: Place = place
    yield from (Mention(at, "traits", name) for name in _PLACEHOLDER.findall(text) if name != ADDRESS)


Template: TypeAlias = Annotated[Text, AfterValidator(template)]
