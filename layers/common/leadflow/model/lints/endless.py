"""Tracks that nobody leaves, or that nobody is ever put on."""

from collections.abc import Iterator

from leadflow.model.actions import EnrolSentence, WithdrawSentence
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Tracks of which the automations name but one end, or none."""
    actions = [action for each in file.automations.values() for action in each.do]
    entered = {action.enrol for action in actions if isinstance(action, EnrolSentence)}
    left = {action.withdraw for action in actions if isinstance(action, WithdrawSentence)}
    for name in file.tracks:
        if name not in entered:
            yield ("tracks", name), "nobody is put on this track: let an automation `enrol` leads, or take it out"
        elif name not in left:
            message = (
                "leads are put on this track and never taken off it: let an automation `withdraw` them, such as when "
                "they leave the segment that put them on"
            )
            yield ("tracks", name), message
