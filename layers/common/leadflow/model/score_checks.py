"""Whether a model file's scores can be worked out: caps, names that could mean two things, and points for traits."""

from collections.abc import Iterator

from leadflow.domain.facts import FACTS
from leadflow.model.conditions import AllClause, AnyClause, Condition, NotClause
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Lines, Mistake, Place, instead, mistake
from leadflow.model.scores import ScoreSentence
from leadflow.model.trait_clause import TraitClause


def mistakes(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """What is wrong with scores beyond their grammar."""
    for name, score in file.scores.items():
        yield from _caps(("scores", name), score, lines)
        yield from _traits(("scores", name), score, file, lines)
    yield from _names(file, lines)


def _caps(place: Place, score: ScoreSentence, lines: Lines) -> Iterator[Mistake]:
    cap_of: dict[str, str] = {}
    for name, cap in score.caps.items():
        for number, signal in enumerate(cap.of):
            here = (*place, "caps", name, "of", number)
            if signal not in score.points:
                message = f"this score has no points for {signal}; {instead(signal, list(score.points))}"
                yield mistake(here, message, lines)
            elif signal in cap_of:
                yield mistake(here, f"{signal} is under the cap {cap_of[signal]} already; one cap a signal", lines)
            cap_of.setdefault(signal, name)


def _traits(place: Place, score: ScoreSentence, file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    for number, rule in enumerate(score.traits):
        here = (*place, "traits", number, "when")
        for leaf in _leaves(rule.when):
            if not isinstance(leaf, TraitClause):
                yield mistake(
                    here, "only traits can be asked about here; a signal is given points under `points`", lines
                )
            elif leaf.trait in file.scores or leaf.trait in file.classes:
                yield mistake(here, f"{leaf.trait} is worked out from scores: points cannot depend on it", lines)


def _leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case AllClause(all=several) | AnyClause(any=several):
            for each in several:
                yield from _leaves(each)
        case NotClause(not_=inner):
            yield from _leaves(inner)
        case _:
            yield condition


def _names(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """Scores and classes can be used like traits, so that no two of them may share a name."""
    for name in file.classes.keys() & file.scores.keys():
        yield mistake(("classes", name), f"a score is called {name} too; one of them needs another name", lines)
    for section, names in (("scores", file.scores), ("classes", file.classes)):
        for name in names.keys() & FACTS.keys():
            yield mistake((section, name), f"{name} is a fact that every lead has; another name is needed", lines)
