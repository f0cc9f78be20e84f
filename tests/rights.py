"""What the template lets each function do, what Lambda itself does in a function's name, and what is excused."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import yaml

from leadflow.domain.json import Json
from local.expand import properties
from tests.templates import TEMPLATE, at, of, statements

STREAM: Final = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
QUEUE: Final = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
"""What Lambda needs to read a stream or a queue for a function.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
"""

LOGS: Final = ("CreateLogStream", "PutLogEvents")
ENOUGH: Final = 4
"""Words of an excuse."""


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """A function may do this with that: `Leads`, `Leads/index/by_wake`, `parameter/leadflow/...`."""

    function: str
    action: str
    resource: str


def functions() -> Iterator[str]:
    yield from of("AWS::Lambda::Function")


def variables(function: str) -> Mapping[str, Json]:
    """The function's environment, as the template writes it."""
    found = at(properties(of("AWS::Lambda::Function")[function]), "Environment", "Variables")
    assert isinstance(found, dict)
    return found


@cache
def granted() -> Mapping[Right, str]:
    """Each right with the comment on its statement's own lines."""
    return {right: said for function in functions() for right, said in _of_role(function)}


def _of_role(function: str) -> Iterator[tuple[Right, str]]:
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    role = statements(of("AWS::IAM::Role")[f"{function}Role"])
    for statement, written in zip(role, _written(function), strict=True):
        text = "\n".join(lines[written.start_mark.line : written.end_mark.line])
        said = " ".join(re.findall(r"\s# (.*)$", text, re.MULTILINE))
        for action in _listed(statement["Action"]):
            for resource in _listed(statement["Resource"]):
                yield Right(function, str(action), place(resource)), said


def _written(function: str) -> Iterator[yaml.Node]:
    """Each statement of the function's role where it stands in the file."""
    root = yaml.compose(TEMPLATE.read_text(encoding="utf-8"))
    for policy in _under(root, "Resources", f"{function}Role", "Properties", "Policies").value:
        for each in _under(policy, "PolicyDocument", "Statement").value:
            yield each.value[1] if each.tag == "!If" else each


def _under(node: yaml.Node | None, *path: str) -> yaml.Node:
    for name in path:
        assert isinstance(node, yaml.MappingNode)
        node = next(value for key, value in node.value if key.value == name)
    assert node is not None
    return node


def excused() -> frozenset[Right]:
    """The rights whose action the comment names, with a reason."""
    return frozenset(
        right
        for right, said in granted().items()
        if re.search(rf"\b{right.action.partition(':')[2]}\b", said) and len(said.split()) > ENOUGH
    )


def place(resource: Json) -> str:
    """The resource by the template's own name for it; where there is a condition, as if it held."""
    if (conditional := at(resource, "Fn::If", 1)) is not None:
        return place(conditional)
    named = at(resource, "Fn::GetAtt", 0) or at(resource, "Ref")
    if isinstance(named, str):
        return f"{named}/stream" if at(resource, "Fn::GetAtt", 1) == "StreamArn" else named
    written = str(at(resource, "Fn::Sub"))
    if index := re.fullmatch(r"\$\{(\w+)\.Arn\}(/index/\w+)", written):
        return index[1] + index[2]
    return written.rpartition("${AWS::AccountId}:")[2]


def by_lambda() -> Iterator[Right]:
    """What Lambda does for a function in its name: it logs, reads what the function reads, and sets aside."""
    for name, function in of("AWS::Lambda::Function").items():
        log = place(at(properties(function), "LoggingConfig", "LogGroup"))
        yield from (Right(name, f"logs:{each}", log) for each in LOGS)
    for mapping in of("AWS::Lambda::EventSourceMapping").values():
        name, source = place(at(properties(mapping), "FunctionName")), place(at(properties(mapping), "EventSourceArn"))
        service, actions = ("dynamodb", STREAM) if source.endswith("/stream") else ("sqs", QUEUE)
        yield from (Right(name, f"{service}:{each}", source) for each in actions)
        yield from _aside(name, properties(mapping))
    for each in of("AWS::Lambda::EventInvokeConfig").values():
        yield from _aside(place(at(properties(each), "FunctionName")), properties(each))


def _aside(function: str, stated: Mapping[str, Json]) -> Iterator[Right]:
    if (queue := at(stated, "DestinationConfig", "OnFailure", "Destination")) is not None:
        yield Right(function, "sqs:SendMessage", place(queue))


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
