"""Dataclasses of which one webhook makes thousands: frozen to the type checker, and not guarded again at run time.

The guard is one more call for each field of each instance, and takes longer than all else that making one takes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:

    def value(*, frozen: bool, slots: bool) -> object:
        """The decorator of a dataclass that nobody changes, and that can be hashed where its fields can."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["value"]
