"""What was published, beside what should have been."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.fragments import SECOND
from tests.torture_time.diary import Published
from tests.torture_time.truth import Change, Changes

PASSING = 60 * SECOND
"""What is so for less than this may have come and gone before anybody looked."""


@dataclass
class Verdict:
    """Of one lead or of many: what is wrong, in words; `lateness` is that of what time brought, in microseconds.

    `passed` counts what came and went before anybody looked.
    """

    changes: int = 0
    wrong: list[str] = field(default_factory=list)
    lateness: list[int] = field(default_factory=list)
    passed: int = 0

    def add(self, other: "Verdict") -> None:
        self.changes += other.changes
        self.wrong += other.wrong
        self.lateness += other.lateness
        self.passed += other.passed


def judged(lead: str, expected: Changes, published: Sequence[Published], end: int) -> Verdict:
    """Each change has to be published once, at or after its instant, and before the next one of its kind.

    What happens in the last moments before `end` need not be published any more.
    """
    verdict = Verdict()
    for of in sorted({*expected, *(each.of for each in published)}):
        told = [each for each in published if each.of == of]
        verdict.add(_of_one(f"{lead} {of}", list(expected.get(of, ())), told, end))
    return verdict


def _of_one(name: str, expected: list[Change], told: list[Published], end: int) -> Verdict:
    verdict = Verdict(changes=len(expected))
    stands: str | bool | None = None
    while expected:
        change = expected.pop(0)
        until = expected[0].at if expected else end + 1
        if stands == change.value:  # what was between came and went
            continue
        if told and told[0].value == change.value and change.at <= told[0].at < until:
            if change.by_time:
                verdict.lateness.append(told[0].written - change.at)
            stands = told.pop(0).value
        elif until - change.at < PASSING:
            verdict.passed += 1
        else:
            verdict.wrong.append(f"{name}: {change} is missed; {told[:1]} is published instead")
            return verdict
    verdict.wrong += [f"{name}: {each} should not be published" for each in told]
    return verdict
