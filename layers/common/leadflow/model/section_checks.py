"""Whether the sections that act on leads fit together, where no single sentence can tell."""

from collections.abc import Iterator

from leadflow.domain.crm import OPPORTUNITY
from leadflow.model.actions import TaskSentence, UpsertSentence
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
    yield from _speakers(file, lines)
    yield from _writers(file, lines)


def _ignored(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    for index, each in enumerate(file.ignore):
        if isinstance(each, IgnoreWhere):
            place = ("ignore", index, "where", "url")
            yield from (mistake(place, message, lines) for message in schemes(each.where))


def _routes(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """Whoever is in the team can be away, and then the next rule counts."""
    for place, route in enumerate(file.routing[:-1]):
        if route.certain and file.team.keys().isdisjoint(route.named):
            message = "a rule without `when` comes last: no rule after it can be reached"
            yield mistake(("routing", place), message, lines)


def _companies(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """Automations tell segments of companies from those of leads by their names."""
    for name in file.accounts.segments if file.accounts is not None else ():
        if name in file.segments:
            message = f"{name} is a segment of leads already; give the one of companies another name"
            yield mistake(("accounts", "segments", name), message, lines)


def _fields(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """What the model works out itself cannot come from elsewhere, and one field cannot hold two terms of ours."""
    evaluated = {*file.scores, *file.classes, *file.segments}
    held: dict[tuple[str, str], str] = {}
    for term, field in file.crm.fields.items() if file.crm is not None else ():
        if term in evaluated and "wins" in field.model_fields_set and field.wins != "us":
            message = f"{term} is worked out by this model: only `wins: us` is possible, not {field.wins!r}"
            yield mistake(("crm", "fields", term, "wins"), message, lines)
        if field.on == "opportunity" and "." in term:
            message = f"an opportunity's field has a plain name, such as region: conditions ask for {OPPORTUNITY}region"
            yield mistake(("crm", "fields", term), message, lines)
        if term in evaluated or field.wins == "us":
            if first := held.get((field.on, field.crm)):
                message = f"{first} is written to {field.crm} already: each of our terms needs a field of its own"
                yield mistake(("crm", "fields", term, "crm"), message, lines)
            held.setdefault((field.on, field.crm), term)


def _speakers(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """One source speaks for the CRM: of two nobody could say whose fields the map names."""
    if file.crm is not None and file.crm.fields:
        first, *more = [name for name, each in file.sources.items() if each.kind == file.crm.provider] or [""]
        for name in more:
            message = (
                f"{first} is of kind {file.crm.provider} already, and the map of `crm` holds for one CRM only: "
                "take one of them out"
            )
            yield mistake(("sources", name, "kind"), message, lines)


def _writers(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """Whoever writes into the CRM needs the token of the source that speaks for it."""
    if file.crm is None or any(each.kind == file.crm.provider and each.token for each in file.sources.values()):
        return
    for name, automation in file.automations.items():
        for number, action in enumerate(automation.do):
            if isinstance(action, UpsertSentence | TaskSentence):
                message = (
                    f"no source of kind {file.crm.provider} has a `token`, with which this is written there: "
                    "add it to the source that speaks for the CRM"
                )
                yield mistake(("automations", name, "do", number, "crm"), message, lines)
