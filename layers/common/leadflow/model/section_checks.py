"""Whether the sections that act on leads fit together, where no single sentence can tell."""

from collections.abc import Iterator

from leadflow.model.grammar import ModelFile
from leadflow.model.ignore import IgnoreWhere
from leadflow.model.mistakes import Lines, Mistake, mistake
from leadflow.model.signal_checks import schemes


def mistakes(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """What contradicts, or can never be reached."""
    yield from _ignored(file, lines)
    yield from _routes(file, lines)
    yield from _companies(file, lines)
    yield from _fields(file, lines)


def _ignored(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    for index, each in enumerate(file.ignore):
        if isinstance(each, IgnoreWhere):
            place = ("ignore", index, "where", "url")
            yield from (mistake(place, message, lines) for message in schemes(each.where))


def _routes(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    for place, route in enumerate(file.routing[:-1]):
        if route.when is None:
            message = "a rule without `when` comes last: no rule after it can be reached"
            yield mistake(("routing", place), message, lines)


def _companies(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """Automations tell segments of companies from those of leads by their names."""
    for name in file.accounts.segments if file.accounts is not None else ():
        if name in file.segments:
            message = f"{name} is a segment of leads already; give the one of companies another name"
            yield mistake(("accounts", "segments", name), message, lines)


def _fields(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """What the model works out itself cannot come from elsewhere."""
    evaluated = {*file.scores, *file.classes, *file.segments}
    for term, field in file.crm.fields.items() if file.crm is not None else ():
        if term in evaluated and field.wins not in (None, "us"):
            message = f"{term} is worked out by this model: only `wins: us` is possible, not {field.wins!r}"
            yield mistake(("crm", "fields", term, "wins"), message, lines)
