"""Email addresses as they are written: of people, and of whoever a trait names."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from leadflow.domain import identity
from leadflow.model.sentences import Text
from leadflow.model.templates import is_placeholder, template


def address(written: str) -> str:
    """The address, lower-case. Raises ValueError where it is none."""
    try:
        return identity.address(written)
    except identity.NoAddress as error:
        raise ValueError(f"an email address is needed, such as ann@acme.example, not {written!r}") from error


def recipient(written: str) -> str:
    """An address, or one placeholder for it. Raises ValueError where it is neither."""
    if is_placeholder(written):
        return template(written)
    if {"{", "}"} & set(written):
        raise ValueError(f"an email address, or a trait alone such as {{owner}}, is needed, not {written!r}")
    return address(written)


Address: TypeAlias = Annotated[Text, AfterValidator(address)]
Recipient: TypeAlias = Annotated[Text, AfterValidator(recipient)]
