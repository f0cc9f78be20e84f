"""The text of a function while it is being written: what it fetches once, and what it asks only when it has to."""

import math
from collections.abc import Mapping
from typing import Final

from leadflow.domain.classes import Class
from leadflow.domain.condition import Condition
from leadflow.domain.segment import Segment

EXACT: Final = 2**53
"""Whole numbers below this are the same in floating point."""


class Draft:
    """What is written of the function that judges by these segments and classes.

    Nothing of the model gets into its text but as a Python literal or by a name given here, so that no word of a model
    can break it.
    """

    def __init__(self, segments: Mapping[str, Segment], classes: Mapping[str, Class]) -> None:
        self.segments, self.classes = segments, classes
        self.decided: list[str] = []
        """The statements that decide segments and classes that others refer to, each after those that it needs."""
        self.variables: dict[tuple[type, str], str] = {}
        """Where those are found."""
        self.depth = 0
        """How deep the condition that is being written is nested."""
        self._facts: dict[str, str] = {}
        self._answers: dict[str, tuple[str, str]] = {}
        self._names: dict[int, tuple[str, object]] = {}  # by identity: what is equal may not be the same, as 1 and True

    def fact(self, expression: str) -> str:
        """The variable that holds the expression's value, which is fetched once, at the beginning."""
        return self._facts.setdefault(expression, f"fact_{len(self._facts)}")

    def known(self, thing: object) -> str:
        """The name by which the function knows the thing."""
        return self._names.setdefault(id(thing), (f"known_{len(self._names)}", thing))[0]

    def asked(self, condition: Condition) -> str:
        """An expression that asks the condition itself, the first time that the answer is needed."""
        sentence = repr(condition)
        if sentence not in self._answers:
            self._answers[sentence] = f"answer_{len(self._answers)}", self.known(condition.holds)
        answer, holds = self._answers[sentence]
        return f"({answer} if {answer} is not None else ({answer} := {holds}(facts)))"

    def literal(self, value: object) -> str:
        """The value as Python writes it, or else the name by which the function knows it."""
        if value is None or type(value) in {str, int} or (type(value) is float and math.isfinite(value)):
            return repr(value)
        return self.known(value)

    @property
    def names(self) -> dict[str, object]:
        """What the function knows, by name."""
        return {"nan": math.nan, **dict(self._names.values())}

    def beginning(self) -> list[str]:
        """The statements that fetch the facts."""
        fetched = [f"{variable} = {expression}" for expression, variable in self._facts.items()]
        return [*fetched, *(f"{answer} = None" for answer, _ in self._answers.values())]


def as_float(bound: float) -> float:
    """A bound of numbers: Python compares quickest what is of one type."""
    return float(bound) if abs(bound) < EXACT else bound


def as_whole(bound: float) -> float:
    """A bound of counts, as a whole number where it is one."""
    return int(bound) if abs(bound) < EXACT and bound == int(bound) else bound
