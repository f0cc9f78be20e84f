"""Segments as a busy team piles them up, and leads to try them on: drawn from a seed."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final, Literal

from bench.rules_sentences import Compared, Exists, Fact, Group, Known, Leaf, OneOf, Sentence, Sign, Value

SCORES: Final = ("readiness", "service", "product", "community", "fit")
SIGNALS: Final = ("pricing", "blog", "support", "login", "demo", "webinar", "paper", "clicked", "search", "trial")
SPANS: Final = (None, 30)
TEXTS: Final[Mapping[str, Sequence[str]]] = {
    "title": ("CEO", "CTO", "CFO", "VP Sales", "VP Marketing", "Head of IT", "Developer", "Analyst", "Consultant"),
    "country": ("Norway", "Sweden", "Denmark", "Finland", "Germany", "Netherlands", "France", "Spain"),
    "industry": ("Software", "Banking", "Insurance", "Retail", "Energy", "Shipping", "Health", "Education"),
    "crm.stage": ("open", "won", "lost", "stalled", "renewal"),
    "origin": ("organic", "paid", "referral", "partner", "event"),
}
NUMBERS: Final[Mapping[str, Sequence[int]]] = {
    "employees": (20, 50, 100, 200, 500, 1000, 5000),
    "crm.total_purchases": (1000, 5000, 10000, 50000),
    "crm.open_tickets": (1, 2, 5, 10),
}
CLASSES: Final[Mapping[str, Sequence[str]]] = {
    "interest": ("low", "medium", "high"),
    "persona": ("decision_maker", "champion", "gatherer"),
    "stage": ("engaged", "qualified", "customer"),
}
SILENCES: Final = ("interaction", "touch", "sales_touch")
SIGNS: Final[Sequence[Sign]] = (">", ">=", "<", "<=")
LEAVES: Final = (3, 4, 5, 5, 6, 6, 7, 7, 8)
"""So many tests a segment has; the lengths are equally frequent."""


class Scribe:
    """Draws sentences and leads; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing is hidden by it

    def segments(self, count: int) -> Mapping[str, Sentence]:
        return {f"segment_{number}": self._sentence(self._random.choice(LEAVES)) for number in range(count)}

    def lead(self) -> Known:
        """What is known of somebody; nothing about one thing in five."""
        random = self._random
        known: dict[Fact, Value] = {Fact("score", name): self._or_none(random.uniform(0, 100)) for name in SCORES}
        for name in SIGNALS:
            lately = random.choice((0, 0, 1, 2, 5))
            known |= {Fact("signal", name, 30): lately, Fact("signal", name): lately + random.choice((0, 1, 2, 6))}
        for name, texts in {**TEXTS, **CLASSES}.items():
            known[Fact("class" if name in CLASSES else "trait", name)] = self._or_none(random.choice(texts))
        for name, numbers in NUMBERS.items():
            known[Fact("trait", name)] = self._or_none(float(random.choice(numbers)) + random.choice((-1, 0, 1)))
        return known | {Fact("without", name): random.randrange(120) for name in SILENCES}

    def _or_none(self, value: float | str) -> float | str | None:
        return None if self._random.random() < 0.2 else value

    def _sentence(self, size: int, word: Literal["all", "any"] | None = None) -> Sentence:
        """So many tests; all of any and any of all take turns downwards."""
        random = self._random
        if size == 1:
            leaf = self._leaf()
            return Group("not", (leaf,)) if random.random() < 0.12 else leaf
        here: Literal["all", "any"] = word or ("any" if random.random() < 0.25 else "all")
        below: Literal["all", "any"] = "any" if here == "all" else "all"
        cuts = sorted(random.sample(range(1, size), min(size - 1, random.choice((1, 2, 3)))))
        sizes = [end - start for start, end in zip((0, *cuts), (*cuts, size), strict=True)]
        group = Group(here, tuple(self._sentence(each, below) for each in sizes))
        return Group("not", (group,)) if word and random.random() < 0.08 else group

    def _leaf(self) -> Leaf:
        random = self._random
        kinds = {"score": 28, "signal": 27, "text": 20, "number": 9, "exists": 5, "class": 6, "without": 5}
        match random.choices(list(kinds), list(kinds.values()))[0]:
            case "score":
                fact = Fact("score", random.choice(SCORES))
                return Compared(fact, random.choice(SIGNS), float(random.randrange(5, 100, 5)))
            case "signal":
                fact = Fact("signal", random.choice(SIGNALS), random.choice(SPANS))
                return Compared(fact, random.choice(SIGNS[1:3]), random.randrange(1, 7))
            case "number":
                name = random.choice(tuple(NUMBERS))
                return Compared(Fact("trait", name), random.choice(SIGNS[1:3]), float(random.choice(NUMBERS[name])))
            case "without":
                return Compared(Fact("without", random.choice(SILENCES)), ">=", random.choice((14, 30, 60, 90)))
            case "exists":
                return Exists(Fact("trait", random.choice((*TEXTS, *NUMBERS))), random.random() < 0.6)
            case kind:
                return self._one_of("class", CLASSES) if kind == "class" else self._one_of("trait", TEXTS)

    def _one_of(self, kind: Literal["class", "trait"], vocabulary: Mapping[str, Sequence[str]]) -> Leaf:
        name = self._random.choice(tuple(vocabulary))
        count = self._random.randrange(1, min(len(vocabulary[name]), 5))
        return OneOf(Fact(kind, name), tuple(self._random.sample(vocabulary[name], count)))
