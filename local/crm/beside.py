"""The stand-in for the CRM that a model names, beside the local stack: the model then asks it instead."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from local.crm.dynamics import provider as dynamics
from local.crm.hubspot import provider as hubspot
from local.crm.hubspot.account import Account
from local.crm.hubspot.seed import seed as staff
from local.crm.limit import Limit
from local.crm.pipedrive import provider as pipedrive
from local.crm.salesforce import login
from local.crm.salesforce import provider as salesforce
from local.crm.salesforce.seed import seed as organise
from local.crm.standin import Provider, Standin

LOOPBACK: Final = "http://"
"""How the address of a stand-in begins that somebody else has started."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A CRM on this machine, not yet serving. `token` is what the secret of that name holds; `account` is HubSpot's."""

    standin: Standin
    sender: Sender
    token: str
    account: Account | None = None

    def asked_by(self, model: LeadModel) -> LeadModel:
        """The model, asking this CRM."""
        return replace(model, senders={**model.senders, self.sender.name: self.sender})

    @property
    def secrets(self) -> Mapping[str, str]:
        """The token by the name of its secret."""
        return {} if self.sender.token is None else {self.sender.token: self.token}


def beside(model: LeadModel, port: int, now: Callable[[], Instant]) -> Beside | None:
    """The stand-in for the model's CRM; None where it names none, or one on this machine already."""
    source = None if model.crm is None else model.crm.source
    sender = None if source is None else model.senders.get(source)
    if sender is None or (sender.instance or "").startswith(LOOPBACK):
        return None
    played, token, account = _PLAYED[sender.kind](now)
    standin = Standin(played, port, Limit(100, 10))
    return Beside(standin, replace(sender, instance=standin.url), token, account)


def _hubspot(now: Callable[[], Instant]) -> tuple[Provider, str, Account | None]:
    played = hubspot.HubSpot(now)
    staff(played.account)
    return played, hubspot.TOKEN, played.account


def _salesforce(now: Callable[[], Instant]) -> tuple[Provider, str, Account | None]:
    played = salesforce.Salesforce(now)
    organise(played.org)
    client, secret = login.CLIENT
    return played, json.dumps({"client_id": client, "client_secret": secret}), None


def _pipedrive(_: Callable[[], Instant]) -> tuple[Provider, str, Account | None]:
    return pipedrive.Pipedrive(), pipedrive.TOKEN, None


def _dynamics(_: Callable[[], Instant]) -> tuple[Provider, str, Account | None]:
    application = {
        "tenant": dynamics.TENANT,
        "client_id": dynamics.CLIENT,
        "client_secret": dynamics.CLIENT_SECRET,
    }
    return dynamics.Dynamics(), json.dumps(application), None


_PLAYED: Final = {"hubspot": _hubspot, "salesforce": _salesforce, "pipedrive": _pipedrive, "dynamics": _dynamics}
