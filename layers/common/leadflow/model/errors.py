"""What pydantic found, in the words of the model file."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from pydantic_core import ErrorDetails

from leadflow.domain.json import Json
from leadflow.model.mistakes import Lines, Mistake, Place, instead, mistake

_NEEDED: Final[Mapping[str, str]] = {
    "string_type": "a text is needed",
    "string_too_short": "a text is needed",
    "string_pattern_mismatch": "a name of letters, digits, - and _ is needed, beginning with a letter",
    "float_type": "a number is needed",
    "int_type": "a whole number is needed",
    "finite_number": "a finite number is needed",
    "greater_than": "a number above 0 is needed",
    "bool_type": "true or false is needed",
    "mapping_type": "words with values are needed",
    "model_type": "words with values are needed",
    "dict_type": "words with values are needed",
    "tuple_type": "a list is needed",
}


def place(error: ErrorDetails, content: Json) -> Place:
    """Where in the content the error is, without the marks of sentences and of lists written as one value."""
    found: list[str | int] = []
    here: Json = content
    for part in error["loc"]:
        if isinstance(part, int):
            if not isinstance(here, Sequence) or isinstance(here, str):
                continue
            here = here[part] if part < len(here) else None
        elif isinstance(here, Mapping) and part in here:
            here = here[part]
        elif part.startswith("<") or part == "[key]":
            continue
        else:
            here = None
        found.append(part)
    return (*found, *_chosen(error))


def mistakes(errors: Iterable[ErrorDetails], content: Json, lines: Lines) -> Iterator[Mistake]:
    """One mistake for each part of the content that has errors."""
    seen: set[Place] = set()
    for error in errors:
        here = place(error, content)
        if here not in seen and not _only_counted(error):
            seen.add(here)
            yield mistake(here, _message(error), lines)


def _only_counted(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because what stands in it is mistaken."""
    return error["type"] == "too_short" and bool(error["input"])


def _chosen(error: ErrorDetails) -> Place:
    """The word that should have named a sentence and does not."""
    return (error["ctx"]["tag"].strip("<>"),) if error["type"] == "union_tag_invalid" else ()


def _message(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind in _SPOKEN:
        return _SPOKEN[kind](error)
    if (needed := _NEEDED.get(kind)) is None:
        return error["msg"]
    return needed + _not(error["input"])


def _not(written: object) -> str:
    """What stands there instead, where it is short."""
    if written is None:
        return ", and nothing stands here"
    if isinstance(written, str | int | float):
        return f", not {written!r}"
    if not written:
        return ""
    return ", not a list" if isinstance(written, Sequence) else ", not words with values"


def _unknown(error: ErrorDetails) -> str:
    context = error["ctx"]
    known = re.findall("<(.*?)>", context["expected_tags"])
    return f"this word is not known here; {instead(context['tag'].strip('<>'), known)}"


def _literal(error: ErrorDetails) -> str:
    expected, written = error["ctx"]["expected"], error["input"]
    near = get_close_matches(written, re.findall("'(.*?)'", expected), n=1) if isinstance(written, str) else []
    return f"{expected} is needed{_not(written)}" + "".join(f"; did you mean {word}?" for word in near)


_SPOKEN: Final[Mapping[str, Callable[[ErrorDetails], str]]] = {
    "missing": lambda _: "this is needed",
    "union_tag_invalid": _unknown,
    "union_tag_not_found": lambda error: "words with values are needed" + _not(error["input"]),
    "literal_error": _literal,
    "greater_than_equal": lambda error: f"at least {error['ctx']['ge']:g} is needed" + _not(error["input"]),
    "too_short": lambda _: "at least one is needed",
    "too_long": lambda error: f"at most {error['ctx']['max_length']} can stand here",
    "value_error": lambda error: error["msg"].removeprefix("Value error, "),
}
