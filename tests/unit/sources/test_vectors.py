"""Every signing vector verifies, and is refused with one bit changed in any part that its scheme covers."""

from dataclasses import replace
from typing import Final

import pytest

from leadflow.application.webhook import NotAuthenticated
from tests.unit.sources.vectors import DATA, Parts, Vector, vectors

VECTORS: Final = vectors()
SCHEMES: Final = 14
"""So many schemes have a vector; some have several."""


def verifies(vector: Vector, parts: Parts) -> bool:
    try:
        vector.scheme.verify(vector.build(parts), [vector.secret])
    except NotAuthenticated:
        return False
    return True


def test_every_vector_verifies() -> None:
    assert [name for name, vector in VECTORS.items() if not verifies(vector, vector.parts)] == []


@pytest.mark.slow
def test_one_bit_changed_in_what_is_covered_is_refused() -> None:
    accepted = [
        (name, part, place)
        for name, vector in VECTORS.items()
        for part, text in vector.parts.items()
        for place in (range(len(text)) if part not in vector.free else ())
        if verifies(vector, _changed(vector.parts, part, place))
    ]
    assert accepted == []


def test_what_is_not_covered_may_be_changed() -> None:
    free = {(name, part, place) for name, vector in VECTORS.items() for part, place in vector.free.items()}
    assert {(name, part) for name, part, _ in free} >= {("mailgun", "event"), ("segment", "body")}
    for name, part, place in free:
        vector = VECTORS[name]
        assert verifies(vector, _changed(vector.parts, part, place % len(vector.parts[part]))), (name, part)


def test_another_secret_does_not_fit() -> None:
    others = {name: replace(each, secret=f"{each.secret[:-2]}xx") for name, each in VECTORS.items() if each.secret}
    assert [name for name, vector in others.items() if verifies(vector, vector.parts)] == []


def test_there_is_a_vector_for_every_scheme() -> None:
    assert len(DATA) == SCHEMES
    assert {type(vector.scheme) for vector in VECTORS.values()}


def _changed(parts: Parts, part: str, place: int) -> Parts:
    """The parts with the lowest bit of one letter turned over."""
    text = parts[part]
    return {**parts, part: text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]}
