"""AWS within the process: what clients send is answered here, and they read the answer as ever."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from botocore.session import Session

from local.in_process import Answers, Asked
from tests.fragments import Document
from tests.torture.aws.answers import Refused
from tests.torture.aws.dynamodb import DynamoDb
from tests.torture.aws.sqs import Sqs

OK = 200


@dataclass(frozen=True)
class Call:
    """What was asked of which service."""

    service: str
    operation: str
    request: Document


@dataclass(frozen=True)
class Answer:
    """What it answered."""

    status: int
    body: Document


Effect = Callable[[], Answer]
Guard = Callable[[Call, Effect], Answer]
"""Stands between a call and its effect: lets it happen, or not, or answers something else."""


def unguarded(_: Call, effect: Effect) -> Answer:
    return effect()


@dataclass
class Cloud:
    """One account. `events` is what the bus was told, `secrets` and `parameters` what the stores hold, by name."""

    now: Callable[[], int] = lambda: 0
    guard: Guard = unguarded
    secrets: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    events: list[Document] = field(default_factory=list)
    dynamodb: DynamoDb = field(default_factory=DynamoDb)
    sqs: Sqs = field(init=False)
    heard: Callable[[Document], None] = lambda _: None

    def __post_init__(self) -> None:
        self.sqs, self.dynamodb.now = Sqs(self.now), self.now
        self._services: Mapping[str, Callable[[str, Document], Document]] = {
            "dynamodb": self.dynamodb.call,
            "sqs": self.sqs.call,
            "secretsmanager": self._secret,
            "ssm": self._parameter,
            "events": self._event,
        }

    def call(self, call: Call) -> Answer:
        """What AWS answers to the call, if the guard lets it."""
        return self.guard(call, partial(self._effect, call))

    def _effect(self, call: Call) -> Answer:
        try:
            return Answer(OK, self._services[call.service](call.operation, call.request))
        except Refused as error:
            return Answer(error.status, error.body)

    def _secret(self, _: str, request: Document) -> Document:
        if request["SecretId"] not in self.secrets:
            raise Refused("ResourceNotFoundException")
        return {"SecretString": self.secrets[request["SecretId"]]}

    def _parameter(self, _: str, request: Document) -> Document:
        if request["Name"] not in self.parameters:
            raise Refused("ParameterNotFound")
        return {"Parameter": {"Name": request["Name"], "Value": self.parameters[request["Name"]]}}

    def _event(self, _: str, request: Document) -> Document:
        for entry in request["Entries"]:
            self.heard(entry)
            self.events.append(entry)
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "e"} for _ in request["Entries"]]}


def connected(session: Session, cloud: Callable[[], Cloud]) -> None:
    """Let the clients of this session from now on ask the cloud that there is at each call."""

    def answer(request: AWSPreparedRequest, event_name: str, **__: object) -> AWSResponse:
        _, service, operation = event_name.split(".")
        asked: Document = json.loads(request.body) if isinstance(request.body, bytes | str) else {}
        return _response(request, cloud().call(Call(SERVICES.get(service, service), operation, asked)))

    session.get_component("event_emitter").register("before-send", answer)


def answers(cloud: Callable[[], Cloud]) -> Answers:
    """Let what is asked without botocore ask the cloud that there is at each call, too."""

    def answer(asked: Asked) -> tuple[int, bytes]:
        try:
            told = cloud().call(Call(asked.service, asked.operation, json.loads(asked.body)))
        except ReadTimeoutError as error:
            raise TimeoutError from error
        return told.status, json.dumps(told.body).encode()

    return answer


SERVICES = {"secrets-manager": "secretsmanager", "eventbridge": "events"}
"""What botocore calls them in its events."""


class _Body:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def _response(request: AWSPreparedRequest, answer: Answer) -> AWSResponse:
    body = json.dumps(answer.body).encode()
    headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "r"})
    return AWSResponse(request.url, answer.status, headers, _Body(body))
