"""The requirements are pinned with hashes, agree with what was asked for, and with each other."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT: Final = Path(__file__).parents[2]

# Each set of requirements, with the one that it stands on.
SETS: Final = {
    "layers/common/requirements": None,
    "requirements/setup": "layers/common/requirements",
    "requirements/test": "requirements/setup",
    "requirements/bench": "requirements/setup",
    "requirements/check": "requirements/test",
    "requirements/sam": None,
    "requirements/audit": None,
    "requirements/lock": None,
}
PIN: Final = re.compile(r"[\w.-]+==\S+( ; [^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")


def _wanted(name: str) -> Iterator[Requirement]:
    for line in (ROOT / f"{name}.in").read_text().splitlines():
        if (text := line.partition("#")[0].strip()) and not text.startswith("-r "):
            yield Requirement(text)


def _pins(name: str) -> Mapping[str, list[Version]]:
    """The versions of each package that is pinned; there may be one for each Python."""
    pins: dict[str, list[Version]] = {}
    for line in (ROOT / f"{name}.txt").read_text().splitlines():
        if match := re.match(r"([\w.-]+)==(\S+)", line):
            pins.setdefault(canonicalize_name(match[1]), []).append(Version(match[2]))
    return pins


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_pins_with_hashes_and_nothing_else(name: str) -> None:
    lines = (ROOT / f"{name}.txt").read_text().replace("\\\n", " ").splitlines()
    pins = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert pins
    assert [line for line in pins if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("name", SETS)
def test_what_is_asked_for_is_what_is_pinned(name: str) -> None:
    pins = _pins(name)
    unmet = [
        str(wanted)
        for wanted in _wanted(name)
        if not any(map(wanted.specifier.contains, pins.get(canonicalize_name(wanted.name), ())))
    ]
    assert unmet == []


@pytest.mark.parametrize(("name", "base"), [(name, base) for name, base in SETS.items() if base])
def test_a_set_pins_what_the_one_below_it_pins(name: str, base: str) -> None:
    assert _pins(base).items() <= _pins(name).items()


def test_no_set_is_forgotten_here() -> None:
    folders = (ROOT / "requirements", ROOT / "layers/common")
    found = {path.relative_to(ROOT).with_suffix("") for folder in folders for path in folder.glob("*.in")}
    assert {path.as_posix() for path in found} == set(SETS)
