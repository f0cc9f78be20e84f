"""Scores that only lose points, and cannot go where that leads."""

from collections.abc import Iterator

from leadflow.model.grammar import ModelFile
from leadflow.model.lints.figures import figure
from leadflow.model.mistakes import Place


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Scores none of whose points are above 0, while their range begins at 0 or higher."""
    for name, score in file.scores.items():
        points = [rule.each for rule in score.rules.values()] + [known.points for known in score.traits]
        points += score.combine.values()
        if score.range is not None and score.range[0] >= 0 and max(points) <= 0:
            low = figure(score.range[0])
            message = f"this score only loses points, and its range begins at {low}: it is always {low}"
            yield ("scores", name), f"{message}; write `range: [-100, 0]`, or give points for something"
