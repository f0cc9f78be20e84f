"""`leadflow void`: takes an activity of a lead back, or gives it back, so that scores and segments follow."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from shlex import quote
from typing import Final

from leadflow.application import family
from leadflow.application.archive import Archive
from leadflow.application.ports import Parcel
from leadflow.application.void import Word, named, said, worth
from leadflow.cli.explanation import email
from leadflow.cli.failure import Failure
from leadflow.cli.naming import follow
from leadflow.cli.running import add_model, add_stack, reached
from leadflow.cli.table import points, table
from leadflow.domain.activity import Activity
from leadflow.domain.facts import Facts
from leadflow.domain.instant import minute
from leadflow.domain.wording import clean, deed, words

_SHOWN: Final = 5
"""So many activities are shown to whoever named none of the lead's."""

_SEARCHED: Final = 200
"""Among so many of the latest the nearest is looked for."""


def add_arguments(parser: ArgumentParser) -> None:
    """Whose activity it is, which, and why."""
    parser.add_argument("email", metavar="EMAIL", help="the lead's email address")
    parser.add_argument(
        "activity", metavar="ACTIVITY-ID", help="the activity, as `leadflow explain` shows it; its beginning is enough"
    )
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept and shown")
    parser.add_argument("--give-back", action="store_true", help="let it count again, whatever else says no")
    parser.add_argument("--force", action="store_true", help="even if the lead has no such activity yet")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Send the word, and say what it does. Raises Failure."""
    lead, reason, activity = email(arguments.email), arguments.reason.strip(), arguments.activity.rstrip("…")
    if not reason:
        raise Failure("--reason: say why, for whoever asks later", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        archive = stack.archive
        follow(archive, lead)
        facts = archive.now(lead, stack.now)
        meant = _meant(archive, lead, activity, force=arguments.force)
        word = Word(lead, activity if meant is None else meant.id, reason, valid=arguments.give_back)
        if facts.lead.void(word.activity) is (not word.valid):
            print(f"{'Given back' if word.valid else 'Taken back'} already: {_told(word, meant)}")
            return 0
        told = said(word, facts.now)
        if archive.model.ignored.matches(told):
            raise Failure(f"{lead}: the model ignores this address, and so whatever is said about it")
        stack.stack.intake.send([Parcel((told,))])
    print(*_done(word, meant, facts), sep="\n")
    return 0


def _meant(archive: Archive, lead: str, activity: str, *, force: bool) -> Activity | None:
    """The lead's activity of that id; None where there is none, but that is no matter. Raises Failure."""
    found = named(archive.history(lead), activity)
    if len(found) == 1:
        return found[0]
    if force and not found:
        return None
    if found:
        listed = "\n".join(_listed(found[:_SHOWN]))
        raise Failure(f"{len(found)} activities of {lead} begin with {activity}:\n{listed}")
    raise Failure("\n".join(_missing(archive, lead, activity)))


def _missing(archive: Archive, lead: str, activity: str) -> Iterator[str]:
    latest = family.recent(archive.timeline, archive.state(lead).family, _SEARCHED)
    near = get_close_matches(activity, [each.id for each in latest], n=1)
    yield f"{lead} has no activity {clean(activity)}" + "".join(f"; did you mean {clean(each)}?" for each in near)
    yield "The latest are:"
    yield from _listed(latest[:_SHOWN])
    yield "With --force it is said of one that has not arrived yet; that is remembered for 30 days."


def _listed(activities: Sequence[Activity]) -> Iterator[str]:
    return table([(minute(each.at), _deed(each), clean(each.id, len(each.id))) for each in activities])


def _deed(activity: Activity) -> str:
    return deed(activity) or clean(activity.type.replace(".", " "))


def _told(word: Word, activity: Activity | None) -> str:
    if activity is None:
        return f"{clean(word.activity)} of {word.email}"
    return f"{_deed(activity)} ({word.email}, {minute(activity.at)}, {clean(activity.id, len(activity.id))})"


def _done(word: Word, activity: Activity | None, facts: Facts) -> Iterator[str]:
    yield f"{'Given back' if word.valid else 'Taken back'}: {_told(word, activity)}"
    if activity is None:
        yield "The lead has no such activity yet; the word is remembered for 30 days."
    elif word.valid:
        yield "It counts again, whatever the evidence says; scores and segments follow within seconds."
    elif gone := worth(facts, word.activity):
        lost = " and ".join(f"{points(value)} points of {words(name)}" for name, value in gone.items())
        yield f"It was worth {lost}; scores and segments follow within seconds."
    else:
        yield "It was worth no points; segments that count it follow within seconds."
    opposite = "" if word.valid else " --give-back"
    # both are what a stranger has sent, and the line is made to be pasted into a shell
    yield f"To undo it: leadflow void {quote(word.email)} {quote(word.activity)} --reason TEXT{opposite}"
