"""Opens as signals: they are no interest."""

from collections.abc import Iterator

from leadflow.domain.activity import Kind
from leadflow.domain.match import like
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Signals that an open can be."""
    for name, signal in file.signals.items():
        for place, pattern in signal.items():
            if any(like(kind, Kind.EMAIL_OPENED) for kind in pattern.activity):
                message = "opens are no interest: mail programs and scanners load images by themselves; use clicks"
                yield ("signals", name, *place, "activity"), message
