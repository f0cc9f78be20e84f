"""The SAM template as plain CloudFormation that the emulator understands, and a record of each change made for it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from leadflow.domain.json import Json

Template = dict[str, Json]
Resource = Mapping[str, Json]

CODE: Final = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
"""Which property says where a resource's code lies."""

DISABLED: Final = (
    "off: the emulator tries a failing batch for ever and forgets reported failures; local/pump.py does it"
)
LIMITED: Final = "a number, since the emulator reads a parameter as text; each batch under way costs a process"
AT_ONCE: Final = 2
SUMS: Final = "left out: the emulator knows no alarm on several metrics, and sounds none anyway"
DROPPED: Final = {
    "AWS::CloudFront::Distribution": "no domain stands before a machine's own stack",
    "AWS::Route53::RecordSetGroup": "the same",
}
"""The types of resource that are left out, and why; all others must arrive."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs from what AWS would be given."""

    resource: str
    reason: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """The template to deploy, and what was changed for it."""

    template: Template
    changes: tuple[Change, ...]


def load(path: Path) -> Template:
    """The SAM template, its short forms written out."""
    template: Template = yaml_parse(path.read_text())
    return template


def code_folders(template: Template) -> dict[str, str]:
    """Where the code of each function and layer lies, by logical id."""
    return {
        name: str(properties(resource)[CODE[kind(resource)]])
        for name, resource in resources(template).items()
        if kind(resource) in CODE
    }


def expand(template: Template, code: Mapping[str, str], region: str) -> Expanded:
    """The template transformed, its code at the given addresses (by logical id)."""
    placed = {
        name: {**resource, "Properties": {**properties(resource), CODE[kind(resource)]: code[name]}}
        if kind(resource) in CODE
        else resource
        for name, resource in resources(template).items()
    }
    plain = to_cloudformation({**template, "Resources": placed}, region)
    kept: dict[str, Resource] = {}
    changes: list[Change] = []
    for name, resource in resources(plain).items():
        if kind(resource) in DROPPED:
            changes.append(Change(name, DROPPED[kind(resource)]))
        elif "Metrics" in properties(resource):
            changes.append(Change(name, SUMS))
        elif reads_stream(resource):
            kept[name] = {**resource, "Properties": {**properties(resource), "Enabled": False}}
            changes.append(Change(name, DISABLED))
        elif "ScalingConfig" in properties(resource):
            limit = {"MaximumConcurrency": AT_ONCE}
            kept[name] = {**resource, "Properties": {**properties(resource), "ScalingConfig": limit}}
            changes.append(Change(name, LIMITED))
        else:
            kept[name] = resource
    return Expanded({**plain, "Resources": kept}, tuple(changes))


def to_cloudformation(template: Template, region: str) -> Template:
    """What the SAM transform makes of the template."""
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    translator = Translator(None, Parser(), boto_session=boto3.Session(region_name=region))
    plain: Template = translator.translate(template, {}, get_managed_policy_map=dict)
    return plain


def reads_stream(resource: Resource) -> bool:
    """Whether this is a mapping of a table's stream to a function."""
    return kind(resource) == "AWS::Lambda::EventSourceMapping" and "StartingPosition" in properties(resource)


def resources(template: Template) -> Mapping[str, Resource]:
    """The template's resources by logical id."""
    found = template["Resources"]
    if not isinstance(found, Mapping):
        raise TypeError("the template's Resources are no mapping")
    return {name: resource for name, resource in found.items() if isinstance(resource, Mapping)}


def kind(resource: Resource) -> str:
    """The resource's type."""
    return str(resource["Type"])


def properties(resource: Resource) -> Mapping[str, Json]:
    """The resource's properties; none where it states none."""
    stated = resource.get("Properties", {})
    return stated if isinstance(stated, Mapping) else {}
