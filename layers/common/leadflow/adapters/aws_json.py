"""Services of AWS that are asked in JSON, without boto3: to load that takes longer than all else that a webhook needs.

https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from random import random
from typing import Final

from leadflow.adapters import clock
from leadflow.adapters.connections import Connections
from leadflow.adapters.passing import TRIES, passes
from leadflow.adapters.settings import Settings
from leadflow.adapters.sigv4 import Credentials, Scope, Unsigned, signature
from leadflow.application.ports import OutsideDown
from leadflow.domain.json import Json

Ask = Callable[[str, Mapping[str, Json]], Mapping[str, Json]]
"""Calls an operation by its name, and returns what AWS answers. Raises OutsideDown, Declined."""

_OK: Final = 200


class Declined(Exception):
    """AWS has understood the call and will not do it; `code` is its name for the reason."""

    def __init__(self, operation: str, code: str) -> None:
        super().__init__(f"{operation}: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its name in signatures, what the names of its operations begin with, and its version of JSON."""

    name: str
    target: str
    version: str


EVENTS: Final = Service("events", "AWSEvents", "1.1")
SECRETS_MANAGER: Final = Service("secretsmanager", "secretsmanager", "1.1")
SQS: Final = Service("sqs", "AmazonSQS", "1.0")
SSM: Final = Service("ssm", "AmazonSSM", "1.1")


class AwsJson:
    """A service of one region, behind an address, for as many threads as there are."""

    def __init__(self, service: Service, url: str, region: str, credentials: Credentials) -> None:
        self._service = service
        self._region = region
        self._credentials = credentials
        self._connections = Connections(url)

    def __call__(self, operation: str, asked: Mapping[str, Json]) -> Mapping[str, Json]:
        """What AWS answers. Raises OutsideDown where it does not answer, throttles or is at fault, else Declined.

        What may pass is tried again, each time after up to twice as long a pause, as botocore's mode `standard` does.
        https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
        """
        body = json.dumps(asked, separators=(",", ":")).encode()
        for failures in range(TRIES - 1):
            try:
                return self._tried(operation, body)
            except OutsideDown:
                time.sleep(random() * 2**failures)  # noqa: S311 - so that not all come back at once
        return self._tried(operation, body)

    def _tried(self, operation: str, body: bytes) -> Mapping[str, Json]:
        try:
            status, answer = self._connections.post(body, self._headers(operation, body))
        except (OSError, HTTPException) as error:
            raise OutsideDown(f"{operation}: {type(error).__name__}") from error
        told = _object(answer)
        if status == _OK and told is not None:
            return told
        code = _code(told or {})
        if status == _OK or passes(code, status):
            raise OutsideDown(f"{operation}: {code or status}")
        raise Declined(operation, code)

    def _headers(self, operation: str, body: bytes) -> Mapping[str, str]:
        stated = {
            "content-type": f"application/x-amz-json-{self._service.version}",
            "x-amz-target": f"{self._service.target}.{operation}",
        }
        scope = Scope(self._service.name, self._region, clock.now())
        unsigned = Unsigned("POST", f"{self._connections.url}/", stated, body)
        return {**stated, **signature(unsigned, scope, self._credentials)}


def events(settings: Settings) -> AwsJson:
    """The event buses of our region."""
    return _client(EVENTS, settings, "EVENTBRIDGE")


def secrets_manager(settings: Settings) -> AwsJson:
    """The secrets manager of our region."""
    return _client(SECRETS_MANAGER, settings, "SECRETS_MANAGER")


def sqs(settings: Settings) -> AwsJson:
    """The queues of our region."""
    return _client(SQS, settings, "SQS")


def ssm(settings: Settings) -> AwsJson:
    """The parameter store of our region."""
    return _client(SSM, settings, "SSM")


def _client(service: Service, settings: Settings, place: str) -> AwsJson:
    return AwsJson(service, settings.endpoint(place), settings.region, settings.credentials)


def _object(answer: bytes) -> Mapping[str, Json] | None:
    try:
        told: Json = json.loads(answer or b"{}")
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _code(told: Mapping[str, Json]) -> str:
    """The error's name, of what may be written as `namespace#name:address`."""
    return str(told.get("__type", "")).rpartition("#")[2].partition(":")[0]
