"""Labels of a class that nobody can have."""

from collections.abc import Iterator, Mapping

from leadflow.model.classes import STICKY, labels
from leadflow.model.conditions import Condition
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.bands import bands
from leadflow.model.lints.figures import listed
from leadflow.model.lints.implication import implies
from leadflow.model.lints.intervals import left_over, universe
from leadflow.model.lints.values import values
from leadflow.model.mistakes import Place


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Labels before which another takes everybody, and steps of a funnel at which nobody stops."""
    for name, written in file.classes.items():
        found = _passed(labels(written)) if STICKY in written else _taken(name, file)
        yield from ((("classes", name, label), message) for label, message in found)


def _taken(name: str, file: ModelFile) -> Iterator[tuple[str, str]]:
    """Labels that come too late: the first that holds is the lead's."""
    written = labels(file.classes[name])
    names = list(written)
    for place, (label, when) in enumerate(written.items()):
        earlier = next((each for each in names[:place] if _entails(when, written[each])), None)
        if earlier is not None:
            message = f"nobody can be {label}: whoever fits it is {earlier}, which comes first; put {label} before it"
            yield label, message
        else:
            yield from _covered(label, name, file)


def _covered(label: str, name: str, file: ModelFile) -> Iterator[tuple[str, str]]:
    """The same where several bands together leave nothing of a later one."""
    found = bands(file.classes[name])
    place = next((number for number, band in enumerate(found) if band.label == label), None)
    if place is None:
        return
    mine = found[place]
    whole = mine.interval.meet(universe(values(mine.score, file).held))
    before = [each for each in found[:place] if each.score == mine.score and not each.interval.meet(whole).empty]
    if not whole.empty and not any(left_over(whole, (each.interval for each in before))):
        takers = listed(tuple(each.label for each in before))
        message = f"nobody can be {label}: {takers} come first and leave nothing of it; put {label} before them"
        yield label, message


def _passed(written: Mapping[str, str | Condition]) -> Iterator[tuple[str, str]]:
    """Steps whose leads fit a later one too: the furthest that holds is the lead's."""
    names = list(written)
    for place, (label, when) in enumerate(written.items()):
        later = next((each for each in names[place + 1 :] if _entails(when, written[each])), None)
        if later is not None:
            message = (
                f"nobody stops at {label}: whoever fits it fits {later} too, which is further; ask more of {later}"
            )
            yield label, message


def _entails(one: str | Condition, other: str | Condition) -> bool:
    """The same for what may be `otherwise`, which everybody fits."""
    if isinstance(other, str):
        return True
    return not isinstance(one, str) and implies(one, other)
