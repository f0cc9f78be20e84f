"""The environment, typed and read once; secrets are there by name only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

HOSTS: Final[Mapping[str, str]] = {
    "EVENTBRIDGE": "events",
    "SECRETS_MANAGER": "secretsmanager",
    "SESV2": "email",
    "SQS": "sqs",
    "SSM": "ssm",
}
"""What the addresses of AWS's services begin with."""


class NotConfigured(Exception):
    """An environment variable that this function needs is missing or has no meaning."""


class Mode(StrEnum):
    """Whether the outside world is told."""

    OBSERVE = "observe"  # everything is evaluated and recorded, nothing is sent
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Keys:
    """As whom a function calls AWS: its role's, for as long as Lambda keeps the function."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


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
    def credentials(self) -> Keys:
        """As whom AWS is called. Raises NotConfigured."""
        token = self.values.get("AWS_SESSION_TOKEN") or None
        return Keys(self.text("AWS_ACCESS_KEY_ID"), self.text("AWS_SECRET_ACCESS_KEY"), token)

    @property
    def region(self) -> str:
        """The region of AWS that we are in. Raises NotConfigured."""
        return self.values.get("AWS_REGION") or self.text("AWS_DEFAULT_REGION")

    def endpoint(self, service: str) -> str:
        """Where a service of AWS is called; `service` is its id as variables name it, one of `HOSTS`.

        https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
        """
        named = (f"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL")
        if url := next(filter(None, map(self.values.get, named)), None):
            return url.rstrip("/")
        suffix = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return f"https://{HOSTS[service]}.{self.region}.{suffix}"

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
