"""A slice of torture: every scenario, some of all single faults, some random histories; and one mutant, which is found.

`make torture` lives through all of it.
"""

import subprocess
from collections.abc import Iterator
from itertools import islice

import pytest

from tests.torture.history import Case, lived
from tests.torture.mutants import ROOT, Mutant, judged, mutants
from tests.torture.plans import anything, plain, singles
from tests.torture.scenarios import SCENARIOS
from tests.torture.stage import Stage, staged

EVERY = 47
"""Of so many single faults one is lived through."""

RANDOM = range(1, 8)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as found:
        yield found


def violated(stage: Stage, case: Case) -> list[str]:
    """What went wrong in it, with what repeats it."""
    return [f"{each} (python -m tests.torture {case})" for each in lived(stage, case).violations]


def test_without_any_fault_all_is_as_it_must_be(stage: Stage) -> None:
    assert [each for case in plain() for each in violated(stage, case)] == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_whatever_goes_wrong_at_one_call_all_is_as_it_must_be(stage: Stage, name: str) -> None:
    cases = islice(singles(stage, name), len(name), None, EVERY)
    assert [each for case in cases for each in violated(stage, case)] == []


def test_whatever_goes_wrong_in_random_traffic_all_is_as_it_must_be(stage: Stage) -> None:
    assert [each for seed in RANDOM for each in violated(stage, anything(seed))] == []


def test_a_seed_is_the_same_history_each_time(stage: Stage) -> None:
    first, again, other = (lived(stage, anything(seed)) for seed in (3, 3, 4))
    assert first == again
    assert first.print != other.print


def test_every_mutant_can_be_made() -> None:
    found = [(each.name, fits(each)) for each in mutants()]
    assert [name for name, fitting in found if not fitting] == []
    assert len(found) > 20


def fits(mutant: Mutant) -> bool:
    return subprocess.run(["git", "apply", "--check", mutant.path], cwd=ROOT, check=False).returncode == 0


def test_a_mutant_is_found() -> None:
    (mutant,) = [each for each in mutants() if each.name == "no_version_check"]
    verdict = judged(mutant)
    assert verdict.killed
