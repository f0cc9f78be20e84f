"""What is known of a lead under a name, whether the CRM or somebody else has stated it."""

from leadflow.domain.crm import SAID, Wins
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead, Register
from leadflow.domain.lead_model import LeadModel


def known(trait: str, lead: Lead, model: LeadModel) -> Json:
    """The trait's value, by the model's rule where two have spoken; None where nobody has."""
    register = _believed(trait, lead, None if model.crm is None else model.crm.rule(trait))
    return None if register is None else register.value


def _believed(trait: str, lead: Lead, rule: Wins | None) -> Register | None:
    ours = lead.traits.get(trait)
    theirs = None if rule is None else lead.traits.get(SAID + trait)
    if ours is None or theirs is None:
        return ours or theirs
    match rule:
        case Wins.US:
            return ours
        case Wins.CRM:
            return theirs
        case _:
            return max(ours, theirs, key=lambda each: each.weight)


def shared(register: str, model: LeadModel) -> bool:
    """Whether a register of that name holds what one side says of a trait that the CRM and others state, or did."""
    return register.startswith(SAID) or (model.crm is not None and model.crm.rule(register) is not None)
