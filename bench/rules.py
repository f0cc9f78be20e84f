"""What deciding very many segments of a lead takes of a processor, by our function and by rule engines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import thread_time
from typing import Final

from bench.rules_engines import OTHERS, Engine, engines, installed
from bench.rules_leads import Scribe
from bench.rules_sentences import leaves, true

SEED: Final = 3
SEGMENTS: Final = 200
LEADS: Final = 300
ROUNDS: Final = 5
"""So often each engine decides all leads, in turns, so that whatever else the machine does meets all alike."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Microseconds of processor time that one lead takes, the median of all rounds; `wrong` of all its answers."""

    engine: str
    way: str
    version: str | None
    shown: bool
    microseconds: float
    wrong: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What was decided, and how long each took; `share` of all answers is true."""

    segments: int
    tests: int
    different: int
    facts: int
    leads: int
    share: float
    timings: Sequence[Timing]
    missing: Sequence[str]

    @property
    def agreed(self) -> bool:
        """Whether every engine gave every answer that the walk over the sentences gives."""
        return not any(timing.wrong for timing in self.timings)


def rules(segments: int = SEGMENTS, leads: int = LEADS, rounds: int = ROUNDS) -> Rules:
    """Draw the segments and the leads, have every engine decide them, and compare."""
    scribe = Scribe(SEED)
    sentences = scribe.segments(segments)
    known = [scribe.lead() for _ in range(leads)]
    expected = [[true(sentence, lead) for sentence in sentences.values()] for lead in known]
    competing = list(engines(sentences, known))
    wrong = [_wrong(engine, expected) for engine in competing]
    times = _times(competing, leads, rounds)
    tests = [leaf for sentence in sentences.values() for leaf in leaves(sentence)]
    return Rules(
        segments=segments,
        tests=len(tests),
        different=len(set(tests)),
        facts=len({leaf.fact for leaf in tests}),
        leads=leads,
        share=sum(map(sum, expected)) / (segments * leads),
        timings=[
            Timing(engine.name, engine.way, installed(engine.name), engine.shown, time, errors)
            for engine, time, errors in zip(competing, times, wrong, strict=True)
        ],
        missing=[name for name in OTHERS if not installed(name)],
    )


def _wrong(engine: Engine, expected: Sequence[Sequence[bool]]) -> int:
    answers = (engine.found(engine.decide(lead)) for lead in range(len(expected)))
    return sum(
        found is not wanted
        for answer, wants in zip(answers, expected, strict=True)
        for found, wanted in zip(answer, wants, strict=True)
    )


def _times(competing: Sequence[Engine], leads: int, rounds: int) -> Sequence[float]:
    times = [[_time(engine.decide, leads) for engine in competing] for _ in range(rounds)]
    return [median(each) * 1e6 for each in zip(*times, strict=True)]


def _time(decide: Callable[[int], object], leads: int) -> float:
    began = thread_time()
    for lead in range(leads):
        decide(lead)
    return (thread_time() - began) / leads
