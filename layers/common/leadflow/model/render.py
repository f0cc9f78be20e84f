"""The lead model as a Python module, so that a function that starts has nothing to parse."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import ModuleType
from typing import TYPE_CHECKING, Final

from leadflow.domain.lead_model import LeadModel

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_MODULE: Final = '''"""The lead model, compiled from the model file: change that, not this."""

{outer}

SENDERS = {senders}


def model():
    """All of it; those who need only the senders load nothing of it."""
    from math import inf

    {inner}

    return {rest}
'''


def render(model: LeadModel) -> str:
    """The module's text; its `SENDERS` are equal to the model's, and what its `model` returns to the model."""
    senders = _imports(model.senders)
    return _MODULE.format(
        outer="\n".join(senders),
        senders=expression(model.senders),
        inner="\n    ".join(each for each in _imports(model) if each not in senders),
        rest=_call(model, senders="SENDERS"),
    )


def rendered(model: LeadModel) -> ModuleType:
    """The module itself, for who needs no file of it."""
    module = ModuleType("leadflow_model")
    vars(module).update(SENDERS=model.senders, model=lambda: model)
    return module


def expression(value: object) -> str:
    """A Python expression for the value; what a field has by default is left out."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if is_dataclass(value) and not isinstance(value, type):
        return _call(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {expression(each)}' for key, each in value.items())}}}"
    if isinstance(value, tuple):
        return f"({''.join(f'{expression(each)}, ' for each in value).strip()})"
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def _call(value: "DataclassInstance", **named: str) -> str:
    """What makes the value; some fields can be given by expressions of other names."""
    given = {name: expression(each) for name, each in _given(value)} | named
    return f"{type(value).__name__}({', '.join(f'{name}={each}' for name, each in given.items())})"


def _imports(value: object) -> Sequence[str]:
    names = sorted({(each.__module__, each.__name__) for each in _types(value)})
    return [f"from {module} import {name}" for module, name in names]


def _given(value: "DataclassInstance") -> Iterator[tuple[str, object]]:
    for field in fields(value):
        held = getattr(value, field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if repr(held) != repr(default):
            yield field.name, held


def _types(value: object) -> Iterator[type]:
    """The types of ours that the value is made of."""
    if isinstance(value, Enum):
        yield type(value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value)
        for field in fields(value):
            yield from _types(getattr(value, field.name))
    elif isinstance(value, Mapping | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _types(each)
