"""Every value of every sample is put out of order in every odd way: tens of thousands of bodies, no fault of ours."""

from itertools import product

import pytest

from leadflow.adapters.sources import SOURCES
from tests.unit.sources.test_fuzz import ODD, READINGS, attempt, paths, put


@pytest.mark.parametrize("kind", SOURCES)
def test_each_odd_value_in_each_place_of_each_sample_breaks_nothing(kind: str) -> None:
    for sample, reading in READINGS[kind]:
        for path, odd in product(paths(reading.document), ODD):
            attempt(sample, reading.body(put(reading.document, path, odd)))
