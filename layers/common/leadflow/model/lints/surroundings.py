"""What is known around a model file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The types of activity (globs) that each kind of source can send, and the names that test cases expect."""

    sends: Mapping[str, Collection[str]]
    tested: Collection[str] = ()
