"""What is known of a lead under a name, whether the CRM or somebody else has stated it."""

from leadflow.domain.crm import SAID, WROTE, Wins
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead, Register
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.match import number


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
            return later(ours, theirs, lead.traits.get(WROTE + trait))


def later(ours: Register, theirs: Register, wrote: Register | None) -> Register:
    """Of what others and the CRM have said, that which was said last.

    What the CRM only holds because we `wrote` it there is nobody's later word, whenever its record was changed.
    """
    if wrote is not None and alike(wrote.value, theirs.value):
        return ours
    return max(ours, theirs, key=lambda each: each.weight)


def alike(one: Json, other: Json) -> bool:
    """Whether two values say the same: letter case says nothing, 200 is "200", and an empty text is no value."""
    return _plain(one) == _plain(other)


def _plain(value: Json) -> object:
    if isinstance(value, bool):
        return value
    if (found := number(value)) is not None:
        return found
    return (value.strip().casefold() or None) if isinstance(value, str) else value


def shared(register: str, model: LeadModel) -> bool:
    """Whether a register of that name holds what one side says of a trait that the CRM and others state, or did."""
    return register.startswith((SAID, WROTE)) or (model.crm is not None and model.crm.rule(register) is not None)
