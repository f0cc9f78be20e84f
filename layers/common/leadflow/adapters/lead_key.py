"""The deployment's own key, under which the ids of leads are hashed; never rotated, so read once."""

from collections.abc import Callable
from functools import cached_property

from leadflow.adapters.aws_json import Ask


class LeadKey:
    """The key in Secrets Manager, for `identity.lead_id`.

    `prove` is called with it once, before anybody uses it, and raises where it is not the key that it should be.
    """

    def __init__(self, secrets_manager: Ask, arn: str, prove: Callable[[bytes], object] | None = None) -> None:
        self._secrets_manager = secrets_manager
        self._arn = arn
        self._prove = prove

    @cached_property
    def secret(self) -> bytes:
        """The key, read at the first use only. Raises OutsideDown, Declined, and what `prove` raises."""
        secret = str(self._secrets_manager("GetSecretValue", {"SecretId": self._arn})["SecretString"]).encode()
        if self._prove is not None:
            self._prove(secret)
        return secret
