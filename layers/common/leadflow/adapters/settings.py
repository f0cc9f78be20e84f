"""The environment, typed and read once; secrets are there by name only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self


class NotConfigured(Exception):
    """An environment variable that this function needs is missing or has no meaning."""


class Mode(StrEnum):
    """Whether the outside world is told."""

    OBSERVE = "observe"  # everything is evaluated and recorded, nothing is sent
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a function is told by its environment. A function has only what its template entry gives it."""

    values: Mapping[str, str]

    @classmethod
    def from_environment(cls) -> Self:
        return cls(dict(os.environ))

    def text(self, name: str) -> str:
        """The variable's value. Raises NotConfigured where it is absent or empty."""
        if value := self.values.get(name):
            return value
        raise NotConfigured(f"{name} is not set")

    def number(self, name: str) -> int:
        """The variable as a whole number. Raises NotConfigured."""
        try:
            return int(self.text(name))
        except ValueError as error:
            raise NotConfigured(f"{name} is not a whole number") from error

    @property
    def alert_sender(self) -> str:
        """The address that mail to our own people is sent from; empty for none."""
        return self.values.get("ALERT_SENDER", "")

    @property
    def mode(self) -> Mode:
        try:
            return Mode(self.text("MODE"))
        except ValueError as error:
            raise NotConfigured("MODE is neither observe nor act") from error

    @property
    def clock(self) -> Path | None:
        """The file that sets the local stack's clock ahead; the template never names one."""
        return Path(path) if (path := self.values.get("LEADFLOW_CLOCK")) else None

    @property
    def local_sinks(self) -> frozenset[str]:
        """The exact host:port pairs on this machine that messages may go to; the template never names one."""
        return frozenset(filter(None, self.values.get("LEADFLOW_LOCAL_SINKS", "").split(",")))

    @property
    def local_certificates(self) -> Path | None:
        """The folder that stands in for where senders publish certificates; the template never names one."""
        return Path(path) if (path := self.values.get("LEADFLOW_LOCAL_CERTIFICATES")) else None

    @property
    def on_lambda(self) -> bool:
        return "AWS_LAMBDA_FUNCTION_NAME" in self.values
