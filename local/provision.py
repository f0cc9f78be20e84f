"""The template on the emulator: code uploaded, stack made or brought up to date, and nothing left out silently."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from local.archives import archive, files, name
from local.clients import REGION, Clients
from local.expand import Change, Expanded, code_folders, expand, load, resources

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_cloudformation.literals import CapabilityType
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef

ROOT: Final = Path(__file__).parents[1]
STACK: Final = "leadflow"
BUCKET: Final = "leadflow-code"
PAUSE: Final = 0.05
DONE: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})


class NotProvisioned(Exception):
    """The emulator did not take the template."""


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What stands now: the template's outputs, physical names by logical id, what was changed for the emulator."""

    outputs: Mapping[str, str]
    names: Mapping[str, str]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the functions lie, and the compiled model that goes into their layer."""

    functions: Path
    model: Path


def prepare(sources: Sources) -> tuple[Expanded, Mapping[str, bytes]]:
    """The template for the emulator and the archives that it refers to, by name. Needs no emulator yet."""
    template = load(ROOT / "template.yaml")
    archives: dict[str, bytes] = {}
    code: dict[str, str] = {}
    for logical_id, folder in code_folders(template).items():
        content = archive(_members(folder, sources))
        archives[name(content)] = content
        code[logical_id] = f"s3://{BUCKET}/{name(content)}"
    return expand(template, code, REGION), archives


def provision(
    clients: Clients, expanded: Expanded, archives: Mapping[str, bytes], parameters: Mapping[str, str]
) -> Provisioned:
    """Create the stack, or update it where it differs. Raises NotProvisioned."""
    clients.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    for key, content in archives.items():
        clients.s3.put_object(Bucket=BUCKET, Key=key, Body=content)
    _deploy(clients, json.dumps(expanded.template), parameters)
    outputs = _settled(clients)
    names = _names(clients)
    expected = {logical for logical, one in resources(expanded.template).items() if "Condition" not in one}
    if missing := sorted(expected - set(names)):
        raise NotProvisioned(f"the emulator left out {', '.join(missing)}")
    return Provisioned(outputs, names, expanded.changes)


def _members(folder: str, sources: Sources) -> list[tuple[str, Path]]:
    """A function's own files; for the layer our sources, since what they need is installed here already."""
    if folder.startswith("functions/"):
        return files(sources.functions / folder.removeprefix("functions/"))
    package = ROOT / "layers/common/leadflow"
    return [*files(package, "python/leadflow/"), ("python/leadflow_model.py", sources.model)]


def _deploy(clients: Clients, template: str, parameters: Mapping[str, str]) -> None:
    arguments: list[ParameterTypeDef] = [
        {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
    ]
    capabilities: list[CapabilityType] = ["CAPABILITY_IAM"]
    try:
        clients.cloudformation.describe_stacks(StackName=STACK)
    except ClientError:
        clients.cloudformation.create_stack(
            StackName=STACK, TemplateBody=template, Parameters=arguments, Capabilities=capabilities
        )
        return
    try:
        clients.cloudformation.update_stack(
            StackName=STACK, TemplateBody=template, Parameters=arguments, Capabilities=capabilities
        )
    except ClientError as error:
        if "No updates" not in error.response["Error"]["Message"]:
            raise NotProvisioned(str(error)) from error


def _settled(clients: Clients) -> Mapping[str, str]:
    while True:
        (stack,) = clients.cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(PAUSE)
    if stack["StackStatus"] not in DONE:
        raise NotProvisioned(f"{stack['StackStatus']}: {stack.get('StackStatusReason', 'no reason given')}")
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _names(clients: Clients) -> Mapping[str, str]:
    pages = clients.cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for page in pages
        for one in page["StackResourceSummaries"]
        if "PhysicalResourceId" in one
    }
