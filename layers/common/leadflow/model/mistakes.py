"""What can be wrong with a lead model: where, and what should stand there instead."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""Where in the model file: words, and positions in lists."""

Lines: TypeAlias = Mapping[Place, int]
"""The line, from 1, on which each part of a model file begins."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong, or doubtful where it is a `warning`; `path` is dotted, and empty for the whole file."""

    path: str
    line: int | None
    message: str
    warning: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line is not None else ""
        return place + (f"{self.path}: " if self.path else "") + self.message


class BadModel(Exception):
    """A model file that is not one; it names every mistake, in the order of the file."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def mistake(place: Place, message: str, lines: Lines, *, warning: bool = False) -> Mistake:
    """The mistake there, with the line of the smallest part around it that has one."""
    nearest = next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), None)
    return Mistake(dotted(place), nearest, message, warning)


def dotted(place: Place) -> str:
    """The place as people read it."""
    return ".".join(str(part) for part in place)


def instead(name: str, known: Sequence[str], taken: Container[str] = ()) -> str:
    """The nearest right word that is not yet taken, or else all there are."""
    near = get_close_matches(name, [each for each in known if each not in taken], n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"there are {', '.join(known)}" if known else "there are none"
