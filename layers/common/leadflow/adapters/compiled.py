"""The compiled lead model, as the build put it beside the package."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from runpy import run_path
from types import ModuleType
from typing import TYPE_CHECKING

from leadflow.domain.sender import Sender

if TYPE_CHECKING:  # to load all that a model is made of takes longer than all else that a webhook needs
    from leadflow.domain.lead_model import LeadModel


class NotCompiled(Exception):
    """The module that the build makes of the model file is missing, or holds no lead model."""


@cache
def model() -> "LeadModel":
    """The lead model of the module `leadflow_model`. Raises NotCompiled."""
    return _made(vars(_module()))


def senders() -> Mapping[str, Sender]:
    """The senders of that model, without loading anything else of it. Raises NotCompiled."""
    try:
        found: Mapping[str, Sender] = _module().SENDERS
    except AttributeError as error:
        raise NotCompiled("leadflow_model has no senders: build it from the model file") from error
    return found


def at(path: Path) -> "LeadModel":
    """The lead model of the module in that file. Raises NotCompiled."""
    try:
        return _made(run_path(str(path)))
    except FileNotFoundError as error:
        raise NotCompiled(f"there is no {path}") from error


def _module() -> ModuleType:
    try:
        return import_module("leadflow_model")
    except ModuleNotFoundError as error:
        raise NotCompiled("there is no module leadflow_model: build it from the model file") from error


def _made(module: "Mapping[str, Callable[[], LeadModel]]") -> "LeadModel":
    try:
        return module["model"]()
    except KeyError as error:
        raise NotCompiled("leadflow_model makes no model: build it from the model file") from error
