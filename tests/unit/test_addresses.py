"""Which hosts are of the public internet, whatever names and forms their addresses have."""

import socket
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from leadflow.adapters.addresses import NotPublic, is_public, public_address

PRIVATE = (
    "0.0.0.0",  # noqa: S104 nothing listens there: it is looked at
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
)
PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8")


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_private_is_not_public_in_any_form(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address)) is (address != "::ffff:8.8.8.8" or ip_address(address).is_global)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    answers: Sequence[object] = [(None, None, None, "", (each, 443)) for each in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)


def test_a_host_has_its_address_of_version_4_before_others(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "2606:4700::1111", "93.184.216.34")
    assert public_address("hooks.acme.example", 443) == "93.184.216.34"
    resolving(monkeypatch, "2606:4700::1111")
    assert public_address("hooks.acme.example", 443) == "2606:4700::1111"


@pytest.mark.parametrize("addresses", [("93.184.216.34", "10.0.0.1"), ("fe80::1%eth0",), ()])
def test_one_private_address_is_enough_to_be_refused(addresses: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, *addresses)
    with pytest.raises(NotPublic):
        public_address("hooks.acme.example", 443)
