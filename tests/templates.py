"""The template as the CloudFormation that it becomes, and how to find one's way in it."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from leadflow.domain.json import Json
from local.expand import Resource, Template, code_folders, kind, load, properties, resources, to_cloudformation

TEMPLATE = Path(__file__).parents[1] / "template.yaml"


@cache
def plain() -> Template:
    """The CloudFormation that the template becomes."""
    template = load(TEMPLATE)
    for name in code_folders(template):
        resource = resources(template)[name]
        place = "ContentUri" if kind(resource) == "AWS::Serverless::LayerVersion" else "CodeUri"
        stated = properties(resource)
        assert isinstance(stated, dict)
        stated[place] = "s3://bucket/code"
    return to_cloudformation(template, "eu-west-1")


def of(kinds: str) -> Mapping[str, Resource]:
    """The resources of that type."""
    return {name: one for name, one in resources(plain()).items() if kind(one) == kinds}


def at(tree: Json, *path: str | int) -> Json:
    """What stands there; None where nothing does."""
    for part in path:
        if isinstance(tree, Mapping) and isinstance(part, str):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int):
            tree = tree[part]
        else:
            return None
    return tree


def number(tree: Json) -> int:
    assert isinstance(tree, int)
    return tree


def statements(role: Resource) -> Iterator[Mapping[str, Json]]:
    policies = properties(role)["Policies"]
    assert isinstance(policies, list)
    for policy in policies:
        listed = at(policy, "PolicyDocument", "Statement")
        assert isinstance(listed, list)
        for each in listed:
            yield each["Fn::If"][1] if "Fn::If" in each else each


def queue_of(mapping: Resource) -> str | None:
    """The queue that the mapping reads, where it reads one."""
    source = at(properties(mapping), "EventSourceArn", "Fn::GetAtt", 0)
    return source if isinstance(source, str) and source in of("AWS::SQS::Queue") else None
