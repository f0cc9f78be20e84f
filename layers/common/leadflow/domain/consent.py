"""Who wants no mail, or cannot get any: what is kept of that for ever, whatever a model's signals are."""

from collections.abc import Mapping
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.lead import Lead, Register

MAIL: Final = "mail:"
"""How the registers begin that hold what a lead said of mail last; no trait is called so."""

_SUBSCRIBED: Final = "subscribed"
_HARD: Final = "bounced"

_SAID: Final[Mapping[str, str]] = {
    Kind.EMAIL_COMPLAINED: "complained",
    Kind.EMAIL_UNSUBSCRIBED: "unsubscribed",
    Kind.EMAIL_SUBSCRIBED: _SUBSCRIBED,
}

_WHY: Final[Mapping[str, str]] = {
    "complained": "they have marked mail as spam",
    "unsubscribed": "they have unsubscribed",
    _HARD: "their address has bounced for good",
}


def said(activity: Activity, *, public: bool) -> str | None:
    """The register that the activity writes, None where it writes none; `public`: everybody can call its source.

    Anybody may say that somebody wants no mail, but not that they want it again.
    """
    if activity.type == Kind.EMAIL_BOUNCED:
        return MAIL + _HARD if activity.properties.get("bounce") == "hard" else None
    word = _SAID.get(activity.type)
    return None if word is None or (public and word == _SUBSCRIBED) else MAIL + word


def registers(lead: Lead) -> Mapping[str, Register]:
    """All that the lead has said of mail."""
    return {name: each for name, each in lead.traits.items() if name.startswith(MAIL)}


def refusal(lead: Lead) -> str | None:
    """Why no mail may go to the lead; None where nothing speaks against it.

    What a person has taken back does not count, nor what is older than the latest subscription.
    """
    found = {name: each for name, each in registers(lead).items() if not lead.void(each.id)}
    again = found.get(MAIL + _SUBSCRIBED)
    for word, why in _WHY.items():
        register = found.get(MAIL + word)
        if register is not None and (again is None or register.at >= again.at):
            return why
    return None
