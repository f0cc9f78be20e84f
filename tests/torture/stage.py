"""What of this process is put aside so that worlds can be lived in it: its clocks, its clients, its environment."""

import os
import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from unittest import mock

import boto3
import botocore.endpoint
import botocore.retries.quota
import botocore.session
from botocore.auth import SigV4Auth
from botocore.client import BaseClient
from botocore.config import Config
from botocore.useragent import UserAgentString

from leadflow.adapters import aws_json, clock, http
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables import held, item, wakes
from leadflow.adapters.tables.book import DynamoBook
from leadflow.adapters.tables.leads import DynamoLeads
from local.in_process import answering
from tests.fragments import SECOND
from tests.integration.aws import CREDENTIALS, TABLES
from tests.torture.aws.cloud import answers, connected
from tests.torture.aws.sqs import HOST
from tests.torture.outside import Wire
from tests.torture.world import World

ENVIRONMENT = {
    **CREDENTIALS,
    **{f"{name.upper()}_TABLE": name for name in TABLES},
    "INTAKE_QUEUE_URL": f"{HOST}/intake",
    "INTAKE_DEAD_LETTERS_URL": f"{HOST}/intake-dead",
    "ACTIONS_QUEUE_URL": f"{HOST}/actions",
    "ACTIONS_DEAD_LETTERS_URL": f"{HOST}/actions-dead",
    "BUS": "leadflow",
    "LEAD_KEY_ARN": "key",
    "LEADFLOW_LOCAL_SINKS": "sink.example",
    "MODE": "act",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "SECRETS_PATH": "/torture",
    "TIMELINE_DAYS": "800",
}


SHARDS = item.SHARDS[:2]
"""The parts of the indexes by time: all the others are only the same call again."""


class _Quota(botocore.retries.quota.RetryQuota):
    """Which remembers all of its kind, so that no world feels what another one has used up."""

    made: "list[_Quota]" = []  # noqa: RUF012 - it is all of them

    def __init__(self) -> None:
        super().__init__()
        self.made.append(self)

    def refill(self) -> None:
        self.release(self.INITIAL_CAPACITY)


@dataclass
class Stage:
    """Where one world after the other is lived in."""

    session: boto3.session.Session = field(init=False)
    world: World | None = None
    _clients: dict[tuple[str, str], BaseClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        core = botocore.session.Session()
        connected(core, lambda: self.here.cloud)
        self.session = boto3.session.Session(botocore_session=core)

    @property
    def here(self) -> World:
        assert self.world is not None
        return self.world

    def enter(self, world: World, seed: int) -> World:
        """Let this be the world."""
        self.world = world
        random.seed(seed)
        for each in _Quota.made:
            each.refill()
        return world

    def client(self, service: str, config: Config) -> BaseClient:
        """A container's own client, made once: it costs as much as ten calls."""
        task = self.here.scheduler.current
        key = ("" if task is None else task.process.name, service)
        if key not in self._clients:
            state = random.getstate()
            self._clients[key] = self.session.client(service, config=config)  # type: ignore[call-overload] # any service
            random.setstate(state)  # a world must not feel whether it is the first
        return self._clients[key]

    def wire(self, *_: object, **__: object) -> Wire:
        return Wire(lambda: self.here.cloud, self.here.take, self.here.now)

    def sleep(self, seconds: float) -> None:
        self.here.scheduler.sleep(seconds * SECOND)


@contextmanager
def staged() -> Iterator[Stage]:
    """A stage, with everything around it as it was before afterwards."""
    with ExitStack() as stack, mock.patch.dict(os.environ, ENVIRONMENT):
        model = ModuleType("leadflow_model")
        stack.enter_context(mock.patch.dict(sys.modules, leadflow_model=model))
        stack.enter_context(mock.patch.object(botocore.retries.quota, "RetryQuota", _Quota))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # of metrics that nobody publishes here
        stage = Stage()
        time = SimpleNamespace(
            time_ns=lambda: stage.here.local() * 1_000,
            monotonic=lambda: stage.here.now() / SECOND,
            sleep=stage.sleep,
        )
        for module in (aws_json, clock, http, botocore.endpoint):
            stack.enter_context(mock.patch.object(module, "time", time))
        for adapter in (DynamoLeads, DynamoBook):
            stack.enter_context(mock.patch.object(adapter.__init__, "__defaults__", (stage.sleep,)))
        for module in (item, wakes, held):
            stack.enter_context(mock.patch.object(module, "SHARDS", SHARDS))
        # neither what is signed nor who signs is looked at here, and it costs a third of a call
        stack.enter_context(mock.patch.object(SigV4Auth, "add_auth"))
        stack.enter_context(mock.patch.object(UserAgentString, "to_string", return_value="torture"))
        # one lock for all instances would let a container wait for another one
        stack.enter_context(mock.patch.object(vars(LeadKey)["secret"], "lock", nullcontext(), create=True))
        stack.enter_context(mock.patch.object(http, "HTTPConnection", stage.wire))
        stack.enter_context(mock.patch.object(boto3, "client", stage.client))
        stack.enter_context(answering(answers(lambda: stage.here.cloud)))
        yield stage
