"""The metric of refused webhooks: how `receive` writes it and commands find it."""

from typing import Final

NAMESPACE: Final = "Leadflow"
METRIC: Final = "Refused"
NOBODY: Final = "unknown"
"""Stands for the source of a request that names none of the model's."""
