"""What of the ways out of a model file acts in this release, compiled."""

from leadflow.domain.automation import Automation
from leadflow.domain.crm import Crm
from leadflow.domain.lead_model import Channel
from leadflow.model.channels import SlackSentence
from leadflow.model.grammar import ModelFile


def channels(file: ModelFile) -> dict[str, Channel]:
    """The channels that messages can be sent to."""
    return {name: each.compiled(name) for name, each in file.channels.items() if isinstance(each, SlackSentence)}


def automations(file: ModelFile) -> dict[str, Automation]:
    """The automations that wait for what can happen to a lead, and then send some message."""
    ways = channels(file)
    found = {name: each.compiled(name, ways) for name, each in file.automations.items()}
    companies = set() if file.accounts is None else file.accounts.segments.keys() - file.segments.keys()
    return {name: each for name, each in found.items() if each.do and each.when.of not in companies}


def crm(file: ModelFile) -> Crm | None:
    """The CRM, and the first source of its kind, which speaks for it."""
    if file.crm is None:
        return None
    speaking = (name for name, each in file.sources.items() if each.kind == file.crm.provider)
    return file.crm.compiled(next(speaking, None))
