"""The CRMs that Leadflow speaks with: one module a provider."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, cast

from leadflow.application.crm import CrmModule
from leadflow.application.crm_out import CrmWriter
from leadflow.domain.instant import SECOND, Duration

CRMS: Final[Mapping[str, Duration]] = {
    "hubspot": Duration(SECOND // 9),  # 100 calls in 10 seconds for each private app, on the smallest subscription
    "salesforce": Duration(SECOND // 10),  # by the day and by calls under way, of which there is one here
    "pipedrive": Duration(SECOND // 9),  # 20 calls in 2 seconds for each token, on the smallest plan
    "dynamics": Duration(SECOND // 18),  # 6,000 calls in 5 minutes for each user and server
}
"""Each CRM, and the least time from one call to the next with which its own limit is kept."""

WRITTEN: Final = ("hubspot", "salesforce", "pipedrive")
"""Those that actions write into."""


def crm(provider: str) -> CrmModule:
    """The CRM's module, loaded on first use."""
    if provider not in CRMS:
        raise LookupError(f"{provider} is no CRM; there are {', '.join(CRMS)}")
    return cast("CrmModule", import_module(f"leadflow.adapters.crm.{provider}"))


def writer(provider: str) -> CrmWriter:
    """How the CRM is written into, loaded on first use. Raises LookupError where it is not."""
    if provider not in WRITTEN:
        raise LookupError(f"nothing is written to {provider}; there are {', '.join(WRITTEN)}")
    return cast("CrmWriter", import_module(f"leadflow.adapters.crm.{provider}.writing"))
