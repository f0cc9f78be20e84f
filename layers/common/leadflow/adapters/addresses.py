"""Hosts of the public internet, each resolved once; what lies in a private network is no address that we call."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address

_TRANSLATED: Final = ip_network("64:ff9b::/96")
"""Addresses of version 4 as a network writes them that has only version 6 (RFC 6052)."""


class NotPublic(Exception):
    """The host has no address, or one that is not of the public internet."""


def public_address(host: str, port: int) -> str:
    """The host's address, of version 4 where it has one.

    Raises NotPublic where any of its addresses is private, of this machine or network, or reserved; OSError where it
    has none.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = [ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
    if not found or not all(is_public(each) for each in found):
        raise NotPublic
    return str(min(found, key=lambda each: each.version))


def is_public(address: Address) -> bool:
    """Whether the address is of the public internet, and so is the one that it may stand for."""
    inner = _inner(address)
    return address.is_global and not address.is_multicast and (inner is None or is_public(inner))


def _inner(address: Address) -> IPv4Address | None:
    """The address of version 4 that one of version 6 stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    _, teredo = address.teredo or (None, None)
    return next((each for each in (address.ipv4_mapped, address.sixtofour, teredo) if each is not None), None)
