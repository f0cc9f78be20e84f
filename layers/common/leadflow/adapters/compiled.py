"""The compiled lead model, as the build put it beside the package."""

from functools import cache
from importlib import import_module
from pathlib import Path
from runpy import run_path

from leadflow.domain.lead_model import LeadModel


class NotCompiled(Exception):
    """The module that the build makes of the model file is missing, or holds no lead model."""


@cache
def model() -> LeadModel:
    """The lead model of the module `leadflow_model`. Raises NotCompiled."""
    try:
        found = import_module("leadflow_model").MODEL
    except (ModuleNotFoundError, AttributeError) as error:
        raise NotCompiled("the module leadflow_model has no MODEL: build it from the model file") from error
    return _checked(found)


def at(path: Path) -> LeadModel:
    """The lead model of the module in that file. Raises NotCompiled."""
    try:
        return _checked(run_path(str(path)).get("MODEL"))
    except FileNotFoundError as error:
        raise NotCompiled(f"there is no {path}") from error


def _checked(found: object) -> LeadModel:
    if not isinstance(found, LeadModel):
        raise NotCompiled("MODEL in the module leadflow_model is no LeadModel")
    return found
