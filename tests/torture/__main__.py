"""Torture: everything, one history again, or the hunt for what is broken."""

import argparse
import os
import sys
import time

from tests.torture import campaign, mutants
from tests.torture.faults import Fault
from tests.torture.history import ANYTHING, Case, lived
from tests.torture.plans import anything, hunted
from tests.torture.stage import staged

RANDOM = 400


def main() -> int:
    """Do what the command line asks for."""
    if os.environ.get("PYTHONHASHSEED") != "0":  # else sets of texts have another order in each process
        again = [sys.executable, "-m", "tests.torture", *sys.argv[1:]]
        os.execve(sys.executable, again, os.environ | {"PYTHONHASHSEED": "0"})  # noqa: S606 - it is this very program
    asked = _parser().parse_args()
    if asked.hunt is not None:
        return _hunt(asked.hunt)
    if asked.mutants is not None:
        return 0 if mutants.hunt(asked.mutants) else 1
    if asked.seed is not None:
        return _again(asked)
    return _everything(asked.random)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.torture", description=__doc__)
    parser.add_argument(
        "--seed", type=int, help="live through the random history of this seed, or the given scenario's"
    )
    parser.add_argument("--scenario", help="the scenario, where it is not the seed's own")
    parser.add_argument("--chaos", type=float, default=0.0)
    parser.add_argument("--fault", action="append", default=[], metavar="CALL:FAULT", type=_fault)
    parser.add_argument("--log", action="store_true", help="print all calls")
    parser.add_argument("--random", type=int, default=RANDOM, help="so many random histories")
    parser.add_argument("--mutants", nargs="*", help="hunt mutants, all or these")
    parser.add_argument("--hunt", nargs="*", metavar="SCENARIO", help="stop at the first violation")
    return parser


def _fault(text: str) -> tuple[int, Fault]:
    at, _, name = text.partition(":")
    return int(at), Fault[name]


def _again(asked: argparse.Namespace) -> int:
    own = asked.scenario in (None, ANYTHING) and not asked.fault
    case = anything(asked.seed) if own else Case(asked.scenario, asked.seed, tuple(asked.fault), asked.chaos)
    with staged() as stage:
        found = lived(stage, case)
        world = stage.here
    if asked.log:
        print(*(f"{number:5} {name:24} {status} {fault}" for number, name, fault, status in world.guard.log), sep="\n")
    print(f"python -m tests.torture {case}")
    print(f"{found.calls} calls, {found.met} faults, fingerprint {found.print}, violations {len(found.violations)}")
    print(*(f"  {each}" for each in found.violations), sep="\n")
    return 1 if found.violations else 0


def _hunt(names: list[str]) -> int:
    with staged() as stage:
        for found in hunted(stage, names):
            if found.violations:
                print(f"{mutants.FOUND}{found.violations[0]} ({found.case})")
                return 1
    return 0


def _everything(random: int) -> int:
    began = time.monotonic()
    tally = campaign.run(random)
    kinds = ", ".join(f"{count} {kind}" for kind, count in tally.histories.items())
    print(f"histories {sum(tally.histories.values())} ({kinds}), faults {tally.faults}, calls {tally.calls}")
    print("most calls: " + ", ".join(f"{name} {count}" for name, count in sorted(tally.most.items())))
    print(f"violations {len(tally.wrong)}")
    killed = mutants.hunt()
    print(f"{round(time.monotonic() - began)} s")
    return 0 if killed and not tally.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
