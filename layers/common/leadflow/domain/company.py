"""The company that an address tells of: its domain, and whether the address is the company's own, as info@ is."""

import re
from functools import lru_cache
from typing import Final

ROLES: Final = frozenset(
    [
        "abuse",
        "accounting",
        "accounts",
        "admin",
        "administration",
        "administrator",
        "billing",
        "bookings",
        "careers",
        "compliance",
        "contact",
        "customercare",
        "customerservice",
        "enquiries",
        "enquiry",
        "events",
        "feedback",
        "finance",
        "firmapost",
        "frontdesk",
        "hello",
        "help",
        "helpdesk",
        "hostmaster",
        "hr",
        "info",
        "information",
        "inquiries",
        "invoice",
        "invoices",
        "it",
        "jobs",
        "kontakt",
        "legal",
        "mail",
        "marketing",
        "media",
        "news",
        "newsletter",
        "no-reply",
        "noreply",
        "noc",
        "office",
        "operations",
        "order",
        "orders",
        "post",
        "postmaster",
        "press",
        "privacy",
        "procurement",
        "purchasing",
        "reception",
        "recruiting",
        "recruitment",
        "reservations",
        "root",
        "sales",
        "security",
        "service",
        "support",
        "team",
        "webmaster",
        "welcome",
    ]
)
"""Before the `@`: what nobody is called. RFC 2142 names some of them."""

_HOST: Final = re.compile(r"([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+(?=[a-z])[a-z0-9-]*[a-z0-9]")
_HOSTS: Final = 10_000


def company(email: str | None) -> str | None:
    """The company's domain, by which those who work there belong together.

    None of an address at which anybody can have one (free or disposable mail), of an IP address, and of none.
    """
    return None if email is None else _company(email.rpartition("@")[2])


def role(email: str | None) -> bool | None:
    """Whether the address is a task's rather than a person's; None where there is no address."""
    return None if email is None else email.rpartition("@")[0].partition("+")[0] in ROLES


@lru_cache(_HOSTS)
def _company(host: str) -> str | None:
    if not _HOST.fullmatch(host):
        return None
    from leadflow.domain import mail_hosts  # noqa: PLC0415 most models never ask, and their cold starts need not wait

    return None if mail_hosts.anybodys(host) else mail_hosts.registrable(host)
