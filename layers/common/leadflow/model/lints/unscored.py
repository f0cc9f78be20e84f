"""None taken for 0: leads without a score where a test of low numbers may seem to mean them too."""

from collections.abc import Iterator

from leadflow.model.classes import labels
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.asked import Asked, asked
from leadflow.model.mistakes import Place
from leadflow.model.score_clause import ScoreClause
from leadflow.model.trait_clause import TraitClause


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Tests that 0 would pass and none does not, of scores that the model nowhere tests for none."""
    tests = list(asked(file))
    known = {each.test.score for each in tests if isinstance(each.test, ScoreClause) and each.test.is_ is not None}
    known |= {each.test.trait for each in tests if isinstance(each.test, TraitClause) and each.test.exists is not None}
    for each in tests:
        match each.test:
            case ScoreClause(score=score, given=True) as test if test.bounds.hold(0.0) and score not in known:
                if not each.in_until and not _has_otherwise(each, file):
                    yield each.place, _message(score)
            case _:
                pass


def _message(score: str) -> str:
    return (
        f"leads for whom nothing counts yet have no {score}, which is not 0: they do not fit this; "
        f"say where they belong with {{ score: {score}, is: none }}"
    )


def _has_otherwise(each: Asked, file: ModelFile) -> bool:
    """Whether it is a label of a class that has one for all others."""
    section, name, *_ = each.place
    return section == "classes" and any(isinstance(when, str) for when in labels(file.classes[str(name)]).values())
