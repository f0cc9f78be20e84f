"""What of the ways out of a model file acts in this release, compiled."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from leadflow.domain.automation import Assign, Automation
from leadflow.domain.crm import Crm, Wins
from leadflow.domain.lead_model import Channel
from leadflow.domain.owner import CRM_OWNER, OWNER
from leadflow.model.actions import Ways
from leadflow.model.automations import AutomationSentence
from leadflow.model.clauses import Clause, InClause
from leadflow.model.conditions import AllClause, AnyClause
from leadflow.model.grammar import ModelFile
from leadflow.model.segments import WhenUntil
from leadflow.model.sentences import Mention
from leadflow.model.triggers import Enters


def channels(file: ModelFile) -> dict[str, Channel]:
    """The channels that messages can be sent to."""
    return {name: replace(each.compiled(name), at_most=each.share) for name, each in file.channels.items()}


def automations(file: ModelFile) -> dict[str, Automation]:
    """The automations that wait for what can happen to a lead, and then do something."""
    recipients = {name: each.recipients() for name, each in file.channels.items()}
    ways = Ways(recipients, "" if file.crm is None else file.crm.provider)
    found = {
        name: replace(each.compiled(name, ways), hours=each.kept(file.timezone), assign=_assign(each, file))
        for name, each in file.automations.items()
    }
    companies = set() if file.accounts is None else file.accounts.segments.keys() - file.segments.keys()
    return {name: each for name, each in found.items() if each.when.of not in companies}


def _assign(automation: AutomationSentence, file: ModelFile) -> Assign | None:
    """Who gets the lead; another than has it, where the automation waits for what has lasted too long."""
    if not automation.assigns:
        return None
    segment = file.segments.get(automation.when.compiled().of)
    when = segment.when if isinstance(segment, WhenUntil) else segment
    entering = isinstance(automation.when, Enters)
    return Assign.ANOTHER if entering and when is not None and _lasts(when) else Assign.ANYBODY


def _lasts(clause: Clause) -> bool:
    """Whether the condition asks that the lead has been in some segment for so long."""
    match clause:
        case InClause():
            return clause.for_ is not None
        case AllClause():
            return any(map(_lasts, clause.all))
        case AnyClause():
            return any(map(_lasts, clause.any))
        case _:
            return False


def owners(file: ModelFile, used: Iterable[Mention]) -> Iterator[str]:
    """The traits that say whose a lead is, where that is asked."""
    if file.routing or any(each.name == OWNER for each in used if each.section == "traits"):
        yield CRM_OWNER


def crm(file: ModelFile) -> Crm | None:
    """The CRM, and the first source of its kind, which speaks for it; what the model works out is ours to write."""
    if file.crm is None:
        return None
    speaking = (name for name, each in file.sources.items() if each.kind == file.crm.provider)
    found = file.crm.compiled(next(speaking, None))
    ours = {*file.scores, *file.classes, *file.segments}
    fields = {term: replace(each, wins=Wins.US) if term in ours else each for term, each in found.fields.items()}
    return replace(found, fields=fields)
