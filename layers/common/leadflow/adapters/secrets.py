"""Secrets by name, read where AWS keeps them and remembered for a few minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from leadflow.application.ports import OutsideDown, SecretMissing
from leadflow.domain.instant import MINUTE, SECOND, Instant

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient

REMEMBERED: Final = 5 * MINUTE
"""How long a secret is used without looking again: so long does a rotated one live on."""

MISSED: Final = 20 * SECOND
"""How long a missing secret is not asked for again."""

Fetch = Callable[[str], Sequence[str]]
"""Reads the live secrets of a name, none where there is none of that name. Raises OutsideDown."""


@dataclass(slots=True)
class RememberedSecrets:
    """Secrets that are fetched at most every few minutes."""

    fetch: Fetch
    now: Callable[[], Instant]
    _kept: dict[str, tuple[Instant, Sequence[str]]] = field(default_factory=dict)

    def live(self, name: str) -> Sequence[str]:
        """The valid secrets of this name, the current one first. Raises SecretMissing, OutsideDown."""
        now = self.now()
        fetched_at, secrets = self._kept.get(name, (None, ()))
        if fetched_at is None or now - fetched_at >= (REMEMBERED if secrets else MISSED):
            secrets = self.fetch(name)
            self._kept[name] = (now, secrets)
        if not secrets:
            raise SecretMissing(name)
        return secrets


def parameters(ssm: "SSMClient", path: str) -> Fetch:
    """Reads SSM parameters below `path`. A value of two lines is two live secrets, the current one first."""

    def fetch(name: str) -> Sequence[str]:
        try:
            answer = ssm.get_parameter(Name=f"{path.rstrip('/')}/{name}", WithDecryption=True)
        except ssm.exceptions.ParameterNotFound:
            return ()
        except (ClientError, BotoCoreError) as error:
            raise OutsideDown("the parameter store does not answer") from error
        return lines(answer["Parameter"].get("Value", ""))

    return fetch


def managed(secretsmanager: "SecretsManagerClient") -> Fetch:
    """Reads secrets of Secrets Manager by their ARN."""

    def fetch(name: str) -> Sequence[str]:
        try:
            answer = secretsmanager.get_secret_value(SecretId=name)
        except secretsmanager.exceptions.ResourceNotFoundException:
            return ()
        except (ClientError, BotoCoreError) as error:
            raise OutsideDown("the secrets manager does not answer") from error
        return lines(answer.get("SecretString", ""))

    return fetch


def lines(value: str) -> Sequence[str]:
    """The live secrets that the value holds, one a line."""
    return [line for text in value.splitlines() if (line := text.strip())]
