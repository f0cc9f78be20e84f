"""Secrets by name, read where AWS keeps them and remembered for a few minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadflow.adapters.aws_json import Ask, Declined
from leadflow.application.ports import OutsideDown, SecretMissing
from leadflow.domain.instant import MINUTE, SECOND, Instant

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


def parameters(ssm: Ask, path: str) -> Fetch:
    """Reads SSM parameters below `path`. A value of two lines is two live secrets, the current one first."""

    def fetch(name: str) -> Sequence[str]:
        try:
            answer = ssm("GetParameter", {"Name": f"{path.rstrip('/')}/{name}", "WithDecryption": True})
        except Declined as error:
            return _missing(error, "ParameterNotFound")
        match answer:
            case {"Parameter": {"Value": str(value)}}:
                return lines(value)
            case _:
                return ()

    return fetch


def managed(secrets_manager: Ask) -> Fetch:
    """Reads secrets of Secrets Manager by their ARN."""

    def fetch(name: str) -> Sequence[str]:
        try:
            answer = secrets_manager("GetSecretValue", {"SecretId": name})
        except Declined as error:
            return _missing(error, "ResourceNotFoundException")
        value = answer.get("SecretString")
        return lines(value) if isinstance(value, str) else ()

    return fetch


def _missing(error: Declined, code: str) -> Sequence[str]:
    """No secrets, where the code says that there is none of that name. Raises OutsideDown where AWS says else."""
    if error.code == code:
        return ()
    raise OutsideDown("where the secrets are kept does not answer") from error


def lines(value: str) -> Sequence[str]:
    """The live secrets that the value holds, one a line."""
    return [line for text in value.splitlines() if (line := text.strip())]
