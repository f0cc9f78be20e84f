"""Cases that the laws are tried on, printed so that they can be read, and how many of them."""

import json
from collections.abc import Sequence
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.fragments import Document
from tests.histories import histories, instants
from tests.oracle.clock import happened, iso
from tests.strategies import models

INSTANTS = 5


class Case:
    """A model, what one lead or several did, and instants at which to look, the earliest first."""

    def __init__(self, model: Document, history: Sequence[Document], instants: Sequence[int]) -> None:
        self.model = model
        self.history = history
        self.instants = instants

    def __repr__(self) -> str:
        lines = [json.dumps(self.model), *map(json.dumps, self.history), f"at {', '.join(map(iso, self.instants))}"]
        return "\n".join(["Case:", *lines])


@st.composite
def cases(
    drawn: st.DrawFn, leads: int = 1, count: int = INSTANTS, *, moving: bool = False, plain: bool = False
) -> Case:
    """A case whose instants are none of them before the last activity."""
    model = drawn(models(plain=plain))
    history = drawn(histories(model, leads, moving=moving))
    latest = max(map(happened, history))
    return Case(model, history, sorted(drawn(instants(history, latest)) for _ in range(count)))


def law(examples: int) -> settings:
    """The same examples on every run, without a deadline and without a file of earlier failures."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def hunt(examples: int) -> settings:
    """Other examples on every run; what fails is printed with what repeats it."""
    return settings(law(examples), derandomize=False, print_blob=True)


def shuffled(history: Sequence[Document], seed: int) -> list[Document]:
    """The same activities in another order, some of them twice."""
    random = Random(seed)  # noqa: S311 # nothing is hidden by it
    again = [*history, *random.choices(history, k=random.randrange(len(history) + 1))]
    return random.sample(again, k=len(again))


def batches(history: Sequence[Document], seed: int) -> list[list[Document]]:
    """The same activities cut into batches at random."""
    random = Random(seed)  # noqa: S311 # nothing is hidden by it
    parts: list[list[Document]] = [[]]
    for activity in history:
        if random.random() < 0.5:
            parts.append([])
        parts[-1].append(activity)
    return parts
