"""Every signing vector verifies, and is refused with one bit changed in any part that its scheme covers."""

from typing import Final

import pytest

from leadflow.application.webhook import NotAuthenticated
from tests.unit.sources.vectors import DATA, Parts, Vector, vectors

VECTORS: Final = vectors()
SCHEMES: Final = 14
"""So many schemes have a vector; some have several."""

each_vector = pytest.mark.parametrize("name", VECTORS)


def verifies(vector: Vector, parts: Parts) -> bool:
    try:
        vector.scheme.verify(vector.build(parts), [vector.secret])
    except NotAuthenticated:
        return False
    return True


@each_vector
def test_a_vector_verifies(name: str) -> None:
    assert verifies(VECTORS[name], VECTORS[name].parts)


@each_vector
def test_one_bit_changed_in_what_is_covered_is_refused(name: str) -> None:
    vector = VECTORS[name]
    for part, text in vector.parts.items():
        if part not in vector.free:
            accepted = [place for place in range(len(text)) if verifies(vector, _changed(vector.parts, part, place))]
            assert (part, accepted) == (part, [])


@each_vector
def test_what_is_not_covered_may_be_changed(name: str) -> None:
    vector = VECTORS[name]
    for part, place in vector.free.items():
        assert verifies(vector, _changed(vector.parts, part, place % len(vector.parts[part])))


@each_vector
def test_another_secret_does_not_fit(name: str) -> None:
    vector = VECTORS[name]
    if vector.secret:
        with pytest.raises(NotAuthenticated):
            vector.scheme.verify(vector.build(vector.parts), [vector.secret[:-2] + "xx"])


def test_there_is_a_vector_for_every_scheme() -> None:
    assert len(DATA) == SCHEMES
    assert {type(vector.scheme) for vector in VECTORS.values()}


def _changed(parts: Parts, part: str, place: int) -> Parts:
    """The parts with the lowest bit of one letter turned over."""
    text = parts[part]
    return {**parts, part: text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]}
