"""`leadflow schema`: the model file as a JSON Schema, with which editors complete and explain it."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Collection, Mapping
from typing import Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from leadflow.adapters.sources import SOURCES
from leadflow.domain.activity import KINDS
from leadflow.model.grammar import ModelFile
from leadflow.model.words import meaning

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_NAME: Final = r"^[^\s\d_-][^\s:]*$"
"""Somewhat wider than the grammar: editors' patterns know no letters but those of English."""

_TEXT: Final[JsonSchemaValue] = {"type": "string", "minLength": 1}


def _text(pattern: str, example: str) -> Callable[[JsonSchemaValue], JsonSchemaValue]:
    return lambda _: {"type": "string", "pattern": pattern, "examples": [example]}


def _or_null(inner: JsonSchemaValue) -> JsonSchemaValue:
    return {**inner, "type": [inner["type"], "null"]}


def _or_one(inner: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [inner["items"], {**inner, "minItems": 1}]}


_UUID: Final = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_NUMBERED: Final = r"^(list-)?[0-9]+$"
_HOURS: Final = r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"
_QUOTA: Final = r"^[1-9][0-9]{0,8} +per +(day|week|month)$"

WRITTEN: Final[Mapping[str, Callable[[JsonSchemaValue], JsonSchemaValue]]] = {
    "duration": _text(r"^[1-9][0-9]{0,8} +(second|minute|hour|day|week)s?$", "30 days"),
    "hourly": _text(r"^[1-9][0-9]{0,8} +per +hour$", "20 per hour"),
    "quota": _text(_QUOTA, "3 per day"),
    "_as_list": _or_one,
    "_as_mapping": _or_null,
    "_as_tuple": _or_null,
    "_date": lambda inner: {**inner, "examples": ["2026-12-31"]},
    "_day": _text(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2026-12-01"),
    "_domain": lambda _: {"const": "domain"},
    "_each_once": _or_null,
    "_hours": lambda _: {"anyOf": [{"const": "owner"}, {"type": "string", "pattern": _HOURS}]},
    "_limit": lambda _: {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": _QUOTA}]},
    "_of_brevo": lambda _: {"anyOf": [{"type": "string", "pattern": _NUMBERED}, {"type": "integer", "minimum": 1}]},
    "_of_sendgrid": _text(_UUID, "4f0c2a1e-5b7d-4c3e-9a8f-1d2e3f405162"),
    "_scalar": lambda _: {"type": ["string", "number", "boolean"]},
    "_sticky_forward": lambda inner: inner,
    "_two": lambda inner: inner,
    "_word": lambda _: {"enum": ["otherwise", "forward"]},
    "working_hours": _text(_HOURS, "09:00-17:00"),
}
"""What may be written, by the function of the grammar that reads it; those that only check afterwards may be absent."""


def add_arguments(_: ArgumentParser) -> None:
    """It needs none."""


def run(_: Namespace) -> int:
    """Print it."""
    print(schema())
    return 0


def schema() -> str:
    """The JSON Schema (2020-12) of the model file. It refuses nothing that `leadflow check` accepts."""
    found = _tidied(ModelFile.model_json_schema(schema_generator=_Generator))
    for name, sentence in [("ModelFile", found), *found["$defs"].items()]:
        _explain(name, sentence)
    sources, signals = found["$defs"]["SourceSentence"], ("ActivitySignal", "PatternSentence")
    _suggest(sources["properties"], "kind", SOURCES)
    for signal in signals:
        _suggest(found["$defs"][signal]["properties"], "activity", KINDS)
    return json.dumps({"$schema": DIALECT, "title": "A lead model of Leadflow", **found}, indent=2, sort_keys=True)


def _tidied(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The schema without the least length that pydantic notes of a list where the list may also be one text."""
    return {
        word: _tidied(value)
        if isinstance(value, dict)
        else [_tidied(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, list)
        else value
        for word, value in schema.items()
        if word != "minLength" or schema.get("type") == "string"
    }


def _explain(name: str, sentence: JsonSchemaValue) -> None:
    """Say what each word means; what a word is where it is absent, its meaning says."""
    sentence.pop("title", None)
    for word, value in sentence.get("properties", {}).items():
        value.pop("title", None)
        value.pop("default", None)
        value["description"] = meaning(name, word)


def _suggest(properties: JsonSchemaValue, word: str, known: Collection[str]) -> None:
    """Let editors offer these; whether another is one, `leadflow check` knows."""
    value = properties[word]
    value["anyOf"] = [{"enum": sorted(known)}, *value.pop("anyOf", [_TEXT])]
    value.pop("type", None)


class _Generator(GenerateJsonSchema):
    """The grammar as people write it, where pydantic speaks of what is read from it."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        return WRITTEN[_called(schema)](self.generate_inner(schema["schema"]))

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:
        return WRITTEN[_called(schema)]({})

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        written = WRITTEN.get(_called(schema))
        return inner if written is None else written(inner)

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        return {"anyOf": [self.generate_inner(choice) for choice in schema["choices"].values()]}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        found = super().str_schema(schema)
        return {**found, "pattern": _NAME} if "pattern" in found else found

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        found = super().dict_schema(schema)
        for pattern, values in found.pop("patternProperties", {}).items():
            found |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return found


def _called(schema: Mapping[str, object]) -> str:
    """The name of the function that reads the value."""
    function = schema["function"]
    return str(getattr(function["function"], "__name__", "")) if isinstance(function, Mapping) else ""
