"""The senders that Leadflow understands: one module a kind."""

from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Final, cast

from leadflow.application.webhook import Source
from leadflow.domain.sender import Kinds

EMAIL: Final = (
    "sendgrid",
    "mailgun",
    "postmark",
    "ses",
    "mandrill",
    "resend",
    "sparkpost",
    "brevo",
    "mailersend",
    "mailjet",
    "mailtrap",
    "postal",
    "unisender_go",
    "standard",
)
"""What became of mail."""

FORMS: Final = (
    "typeform",
    "tally",
    "jotform",
    "webflow",
    "hubspot_forms",
    "calendly",
    "gravity_forms",
    "meta_lead_ads",
    "form",
    "json",
)
"""What people fill in, and the meetings that they book."""

WEB: Final = ("segment",)
"""What people do on pages and in products."""

CRM: Final = ("hubspot", "salesforce", "pipedrive", "dynamics")
"""What sales knows and does."""

DESK: Final = ("slack",)
"""What sales decides where it is told."""

SOURCES: Final = (*EMAIL, *FORMS, *WEB, *CRM, *DESK)


def source(kind: str) -> Source:
    """The module of this kind, loaded on first use: a function pays only for the kinds of its model."""
    if kind not in SOURCES:
        raise LookupError(f"{kind} is no kind of source; there are {', '.join(SOURCES)}")
    return cast("Source", import_module(f"leadflow.adapters.sources.{kind}"))


def kinds() -> Kinds:
    """Every kind, with what the model may say of a source of it."""
    return {kind: source(kind).WORDS for kind in SOURCES}


def sends() -> Mapping[str, Collection[str]]:
    """The types of activity (globs) that each kind can send."""
    return {kind: source(kind).SENDS for kind in SOURCES}
