"""Caps that never bind."""

from collections.abc import Iterator

from leadflow.domain.trend import shown
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.figures import figure, listed
from leadflow.model.lints.values import capped
from leadflow.model.mistakes import Place


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Caps as high as all that is under them, or higher."""
    for name, score in file.scores.items():
        for word, cap in score.caps.items():
            most = shown(capped(score, word, file).high)
            if most <= cap.at_most:
                message = (
                    f"this cap never binds: {listed(cap.of)} can give {figure(most)} at most; lower it or leave it out"
                )
                yield ("scores", name, "caps", word, "at_most"), message
