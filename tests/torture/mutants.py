"""The product with one thing broken in its sources, as patches: torture must find each of them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
PATCHES = Path(__file__).parent / "mutants"
COPIED = ("functions", "layers")
LINKED = ("events", "local", "tests", "template.yaml")
PATIENCE = 240
"""Seconds after which a mutant has survived."""

FOUND = "violation: "
"""What the line begins with that tells what was found."""

BREAKS, LOOK = "Breaks: ", "Look at: "
"""What the first lines of a patch begin with: what it breaks, and the scenarios that should show it."""


@dataclass(frozen=True)
class Mutant:
    """A patch, and what it says of itself."""

    path: Path
    breaks: str
    look: Sequence[str]

    @property
    def name(self) -> str:
        return self.path.stem


def mutants() -> list[Mutant]:
    """All patches."""
    return [_read(path) for path in sorted(PATCHES.glob("*.patch"))]


def _read(path: Path) -> Mutant:
    first, second = path.read_text(encoding="utf-8").splitlines()[:2]
    return Mutant(path, first.removeprefix(BREAKS), second.removeprefix(LOOK).split())


@contextmanager
def mutated(mutant: Mutant) -> Iterator[Path]:
    """A copy of the product with the patch in it. Raises CalledProcessError where that does not fit."""
    with TemporaryDirectory(prefix="mutant") as folder:
        home = Path(folder)
        for name in COPIED:
            shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in LINKED:
            (home / name).symlink_to(ROOT / name)
        subprocess.run(["git", "apply", "--unsafe-paths", str(mutant.path)], cwd=home, check=True, env=_alone(home))
        yield home


def _alone(home: Path) -> dict[str, str]:
    """An environment in which git sees no repository around, and Python the copy first."""
    paths = os.pathsep.join((str(home / "layers/common"), str(home)))
    return {**os.environ, "GIT_CEILING_DIRECTORIES": str(home.parent), "PYTHONPATH": paths, "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Verdict:
    """Whether it was found, and by what; where the hunt itself has failed, why."""

    killed: bool
    reason: str


def judged(mutant: Mutant) -> Verdict:
    """Hunt it."""
    with mutated(mutant) as home:
        hunt = [sys.executable, "-m", "tests.torture", "--hunt", *mutant.look]
        try:
            ran = subprocess.run(
                hunt, cwd=home, env=_alone(home), capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            return Verdict(killed=False, reason=f"nothing in {PATIENCE} s")
    found = [line for line in ran.stdout.splitlines() if line.startswith(FOUND)]
    if found:
        return Verdict(killed=True, reason=found[0].removeprefix(FOUND))
    return Verdict(killed=False, reason=" ".join(ran.stderr.splitlines()[-1:]) or "nothing was violated")


def hunt(names: Sequence[str] = ()) -> bool:
    """Hunt all of them, or those of these names; whether all were killed."""
    chosen = [each for each in mutants() if not names or each.name in names]
    count = 0
    with ThreadPoolExecutor(2) as threads:
        for mutant, verdict in zip(chosen, threads.map(judged, chosen), strict=True):
            count += verdict.killed
            print(f"  {'killed  ' if verdict.killed else 'SURVIVED'} {mutant.name}: {mutant.breaks}", flush=True)
            print(f"           {verdict.reason[:200]}", flush=True)
    print(f"mutants killed {count}/{len(chosen)}", flush=True)
    return count == len(chosen)
