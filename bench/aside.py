"""A stopwatch for what the bench itself takes of a processor in the midst of a function: the emulator and the meter."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from time import thread_time
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from bench.meter import Meter
from local.embedded import SERVICES, answers
from local.in_process import Answers, Asked

if TYPE_CHECKING:
    from botocore.hooks import BaseEventHooks

Words = ParamSpec("Words")
Found = TypeVar("Found")


@dataclass(slots=True)
class Aside:
    """Seconds of this thread's processor time that are nobody's but the bench's."""

    seconds: float = 0.0

    def timed(self, work: Callable[Words, Found]) -> Callable[Words, Found]:
        """The same work, on this watch."""

        def watched(*words: Words.args, **named: Words.kwargs) -> Found:
            began = thread_time()
            try:
                return work(*words, **named)
            finally:
                self.seconds += thread_time() - began

        return watched

    def answer(self, events: "BaseEventHooks") -> None:
        """Let the emulator answer, on this watch; botocore asks all who would answer, so nobody else may."""
        for name in SERVICES:
            timed = self.timed(answers(name))
            events.register(f"before-send.{name}", timed)  # type: ignore[arg-type] # the stubs forget the answer

    def attach(self, events: "BaseEventHooks", meter: Meter) -> None:
        """Let the meter listen, on this watch."""
        for name, listens in meter.listeners.items():
            events.register(name, self.timed(listens))

    def around(self, meter: Meter, answers: Answers) -> Answers:
        """The same answers, and the meter listening, both on this watch: for who asks without boto3."""

        def answer(asked: Asked) -> tuple[int, bytes]:
            status, told = answers(asked)
            meter.hear(asked.operation, json.loads(asked.body), json.loads(told))
            return status, told

        return self.timed(answer)

    def without(self, work: Callable[[], object]) -> float:
        """Seconds that the work takes of this thread's processor, less what this watch has seen of them."""
        before, began = self.seconds, thread_time()
        work()
        return thread_time() - began - (self.seconds - before)
