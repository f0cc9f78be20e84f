"""The deployment's own key, under which the ids of leads are hashed; never rotated, so read once."""

from functools import cached_property
from typing import TYPE_CHECKING

from leadflow.adapters.aws import outside

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class LeadKey:
    """The key in Secrets Manager, for `identity.lead_id`."""

    def __init__(self, client: "SecretsManagerClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    @cached_property
    def secret(self) -> bytes:
        """The key, read at the first use only. Raises OutsideDown."""
        with outside():
            return self._client.get_secret_value(SecretId=self._arn)["SecretString"].encode()
