"""Whom a message to people goes to: an address of the model, or whoever is known of the lead by a trait's name."""

from leadflow.application.channel import RefusedForGood
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.identity import NoAddress, address

OWNER = "owner"


def recipient(to: str, errand: Errand, facts: Facts) -> str:
    """The one address; empty where the message goes to nobody in particular.

    Raises RefusedForGood where the lead has nobody by that name, or what stands there is no address.
    """
    if not to.startswith("{"):
        return to
    name = to.strip("{}")
    owner = errand.owner if name == OWNER else None
    found = owner or facts.trait(name)
    if not isinstance(found, str) or not found:
        raise RefusedForGood(f"the lead has no {name} to write to")
    try:
        return address(found)
    except NoAddress as error:
        raise RefusedForGood(f"the lead's {name} is no email address") from error
