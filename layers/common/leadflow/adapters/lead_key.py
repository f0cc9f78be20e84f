"""The deployment's own key, under which the ids of leads are hashed; never rotated, so read once."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from leadflow.adapters.aws import outside

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class LeadKey:
    """The key in Secrets Manager, for `identity.lead_id`.

    `prove` is called with it once, before anybody uses it, and raises where it is not the key that it should be.
    """

    def __init__(
        self, client: "SecretsManagerClient", arn: str, prove: Callable[[bytes], object] | None = None
    ) -> None:
        self._client = client
        self._arn = arn
        self._prove = prove

    @cached_property
    def secret(self) -> bytes:
        """The key, read at the first use only. Raises OutsideDown, and what `prove` raises."""
        with outside():
            secret = self._client.get_secret_value(SecretId=self._arn)["SecretString"].encode()
        if self._prove is not None:
            self._prove(secret)
        return secret
