"""Why a lead's scores are what they are, and until when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from leadflow.application.ports import Leads
from leadflow.domain.evaluation import Facts, valid_until
from leadflow.domain.explanation import Explanation, explain
from leadflow.domain.identity import lead_id
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel


class NobodyKnown(Exception):
    """No lead has this key."""


@dataclass(frozen=True, slots=True)
class Account:
    """A lead's scores explained, None where a score is none.

    No segment and no class changes before `valid_until` (None: ever) unless something new happens.
    """

    scores: Mapping[str, Explanation | None]
    valid_until: Instant | None


def account(facts: Facts, scores: Collection[str], decimals: int) -> Account:
    """Why these scores are what they are, with numbers of so many decimals."""
    return Account({name: explain(facts, name, decimals) for name in scores}, valid_until(facts))


def stored(leads: Leads, key: bytes, model: LeadModel, email: str, clock: Instant) -> Facts:
    """The lead with this address, as it is stored, at the present instant. Raises NobodyKnown, OutsideDown.

    `key` is the secret of lead ids. `clock` may stand behind the lead's last look: a lead's time never runs
    backwards.
    """
    lead = lead_id(("email", email), key)
    state = leads.load([lead]).get(lead)
    if state is None:
        raise NobodyKnown("no lead has this address")
    return Facts(model, state.lead, state.standing, max(clock, state.evaluated_at))
