"""`leadflow split`: parts a key from a lead, with all that was done under it, for ever."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from leadflow.application.ports import Parcel
from leadflow.application.split import Foreseen, Word, called, foreseen, said
from leadflow.application.who import Person, Registry, Why, home
from leadflow.cli.failure import Failure
from leadflow.cli.naming import HELP, key, moved, shown
from leadflow.cli.person import SHOWN, why
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.table import points, table
from leadflow.domain.evaluation import evaluate
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Key
from leadflow.domain.instant import Instant, minute
from leadflow.domain.wording import clean, words

_NEVER: Final = "They never join again, whatever is stated of them."


def add_arguments(parser: ArgumentParser) -> None:
    """Whose key it is, which, and why."""
    parser.add_argument("email", metavar="EMAIL", help=HELP)
    parser.add_argument("key", metavar="KEY", help="the key to part from it, as `leadflow who` shows it, or kind:value")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept and shown")
    parser.add_argument("--dry-run", action="store_true", help="show what would become of both, and do nothing")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Send the word, and say what it does. Raises Failure."""
    reason, asked = arguments.reason.strip(), key(arguments.email)
    if not reason:
        raise Failure("--reason: say why, for whoever asks later", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        person = Registry(stack.archive).who(asked)
        for line in (*moved(asked, person.home), *_lines(stack, person, arguments, reason)):
            print(line)
    return 0


def _lines(stack: Reached, person: Person, arguments: Namespace, reason: str) -> Iterator[str]:
    word = Word(person.home, _meant(person, arguments.key), reason)
    if any(each.key == word.key and each.why is Why.PARTED for each in person.apart):
        yield f"Parted already: {shown(word.key)} from {shown(word.home)}"
        return
    activity = said(word, max(stack.now, person.state.evaluated_at))
    if stack.model.ignored.matches(activity):
        raise Failure(f"{shown(word.home)}: the model ignores this lead, and so whatever is said about it")
    ahead = foreseen(stack.archive, activity)
    if not arguments.dry_run:
        stack.stack.intake.send([Parcel((activity,))])
    yield f"{'To be parted' if arguments.dry_run else 'Parted'}: {shown(word.key)} from {shown(word.home)}"
    yield from _told(stack, person, ahead, activity.at)
    yield "Nothing was done." if arguments.dry_run else f"{_NEVER} Scores and segments follow within seconds."


def _told(stack: Reached, person: Person, ahead: Foreseen, now: Instant) -> Iterator[str]:
    if along := [shown(each.key) for each in person.joined if each.id in ahead.along]:
        yield f"What has joined through it goes with it: {', '.join(along)}"
    yield from _figures(stack, person, ahead, now)
    since, kept = ahead.joined, Instant(now - stack.stack.kept)
    if since is not None and since < kept:
        yield f"Of what was done from {minute(since)} to {minute(kept)} the timeline no longer says under which key:"
        yield f"it stays with {shown(person.home)}, and cannot be restored."


def _figures(stack: Reached, person: Person, ahead: Foreseen, now: Instant) -> Iterator[str]:
    """What there is now, and what is left of each."""
    scores = list(stack.model.scores)
    rows = [
        _row(f"{shown(name)}, {when}", stack.archive.facts(state, now), scores)
        for name, when, state in (
            (person.home, "now", ahead.before),
            (person.home, "then", ahead.staying),
            (home(ahead.leaving), "then", ahead.leaving),
        )
    ]
    head = ("", "activities that count", *map(words, scores), "segments")
    yield from table([head, *rows], right=range(1, 2 + len(scores)))


def _row(who: str, facts: Facts, scores: Sequence[str]) -> Sequence[str]:
    found = evaluate(facts)
    values = ["-" if (value := found.scores[name]) is None else points(value) for name in scores]
    return who, str(len(facts.lead.occurrences)), *values, ", ".join(map(words, found.segments))


def _meant(person: Person, text: str) -> Key:
    """The key of that name, which the lead has, or has had till a person parted it. Raises Failure."""
    found = called([each.key for each in person.joined], text)
    if len(found) > 1:
        full = ", ".join(":".join(each) for each in found)
        raise Failure(f"{shown(person.home)} has several keys {clean(text)}: {full}", code=2)
    if found == [person.home]:
        raise Failure(f"{shown(person.home)} lives under this very key; the others can be parted from it", code=2)
    parted = called([each.key for each in person.apart if each.why is Why.PARTED], text)
    if not (found or parted):
        raise Failure("\n".join(_missing(person, text)))
    return (found or parted)[0]


def _missing(person: Person, text: str) -> Iterator[str]:
    names = [name for each in person.joined[1:] for name in (each.key[1], ":".join(each.key))]
    near = get_close_matches(text, names, n=1)
    yield f"{shown(person.home)} has no key {clean(text)}" + "".join(f"; did you mean {clean(each)}?" for each in near)
    for each in person.apart:
        if called([each.key], text):
            yield f"It was named with {shown(each.beside)}, but is not this lead's: {why(each)}"
    if names:
        yield "Its keys are:"
        yield from table([each.key for each in person.joined[1:SHOWN]])
    else:
        yield "It has no other key."
