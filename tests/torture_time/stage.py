"""What of this process is put aside so that one world can be lived in it, by one thread from beginning to end."""

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from types import ModuleType, SimpleNamespace
from typing import TypeVar
from unittest import mock

import boto3
from botocore.auth import SigV4Auth
from botocore.client import BaseClient
from botocore.useragent import UserAgentString

from leadflow.adapters import clock as product_clock
from leadflow.adapters import compiled
from leadflow.adapters.tables import held, item, wakes
from leadflow.model.render import rendered
from local.in_process import answering
from tests.torture.aws.account import session
from tests.torture.aws.cloud import Cloud, answers
from tests.torture.functions import module
from tests.torture.stage import ENVIRONMENT
from tests.torture_time.clock import Clock
from tests.torture_time.model import compiled as our_model
from tests.torture_time.short_cut import short_cut

Found = TypeVar("Found")

ALONE = 99
"""The number of the only container that there is of a function."""


class Straight(Executor):
    """A pool of no threads: each piece of work is done when it is given."""

    def map(
        self,
        fn: Callable[..., Found],
        *iterables: Iterable[object],
        timeout: float | None = None,
        chunksize: int = 1,
    ) -> Iterator[Found]:
        return iter([fn(*each) for each in zip(*iterables, strict=False)])


@contextmanager
def staged(cloud: Cloud, clock: Clock, shards: int, *, direct: bool) -> Iterator[tuple[ModuleType, ModuleType]]:
    """The functions `evaluate` and `wake`, which ask this cloud and this clock; afterwards everything is as it was.

    The index by time has so many parts. `direct`: what is asked goes past botocore.
    """
    with ExitStack() as stack, mock.patch.dict(os.environ, ENVIRONMENT):
        stack.enter_context(mock.patch.dict(sys.modules, leadflow_model=rendered(our_model())))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # of metrics that nobody publishes here
        shown = SimpleNamespace(time_ns=lambda: clock.began * 1_000)
        stack.enter_context(mock.patch.object(product_clock, "time", shown))
        # neither what is signed nor who signs is looked at here, and it costs a third of a call
        stack.enter_context(mock.patch.object(SigV4Auth, "add_auth", _nothing))
        stack.enter_context(mock.patch.object(UserAgentString, "to_string", _nobody))
        stack.enter_context(mock.patch.object(boto3, "client", stack.enter_context(session(cloud)).client))
        stack.enter_context(answering(answers(lambda: cloud)))
        if direct:
            stack.enter_context(mock.patch.object(BaseClient, "_make_api_call", short_cut(cloud)))
        for adapter in (item, wakes):
            stack.enter_context(mock.patch.object(adapter, "SHARDS", item.SHARDS[:shards]))
        # nothing is held here: the other parts of that index are only the same call again
        stack.enter_context(mock.patch.object(held, "SHARDS", item.SHARDS[:1]))
        evaluate, wake = (module(name, ALONE) for name in ("evaluate", "wake"))
        stack.callback(_forget, evaluate, wake)
        _forget(evaluate, wake)
        evaluate.wired().threads = Straight()
        yield evaluate, wake


# mocks would cost as much as what they leave out


def _nothing(_: SigV4Auth, __: object) -> None:
    pass


def _nobody(_: UserAgentString) -> str:
    return "torture"


def _forget(*functions: ModuleType) -> None:
    compiled.model.cache_clear()
    for each in functions:
        each.wired.cache_clear()
        each.metrics.clear_metrics()
