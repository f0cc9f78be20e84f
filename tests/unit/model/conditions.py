"""Which conditions there are."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from leadflow.domain import conditions
from leadflow.domain.condition import Condition
from leadflow.domain.conditions.logic import All, Any, Not


def kinds_of_conditions() -> set[type]:
    """Every class of condition."""
    modules = [import_module(f"leadflow.domain.conditions.{each.name}") for each in iter_modules(conditions.__path__)]
    own = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    return {each for each in own if {"holds", "changes_at"} <= vars(each).keys()} - {Condition}


def parts(condition: Condition) -> Iterator[Condition]:
    """It and everything that it is made of."""
    yield condition
    if isinstance(condition, All | Any):
        for each in condition.conditions:
            yield from parts(each)
    elif isinstance(condition, Not):
        yield from parts(condition.condition)
