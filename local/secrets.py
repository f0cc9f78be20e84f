"""Secrets of the local stack: made up once for each that the model names, and kept."""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from leadflow.adapters.signatures import EcdsaP256, public_key
from leadflow.adapters.sources import source
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_ssm import SSMClient

BYTES: Final = 32
LOOPBACK: Final = "http://127.0.0.1:"


def keep_secrets(
    kept: Path, model: LeadModel, store: "SSMClient", stack: str, slack: Callable[[str], str]
) -> Mapping[str, str]:
    """Give the stack each secret that it lacks; what each sender signs with, by the secret's name.

    What somebody has set by hand is left alone. `slack` gives the address of a stand-in for an incoming webhook.
    """
    signing = _signing(model, kept)
    path = f"/leadflow/{stack}"
    pages = store.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)
    there = {one["Name"]: one["Value"] for page in pages for one in page["Parameters"]}
    for sender in model.senders.values():
        name = f"{path}/in/{sender.secret}"
        if name not in there:
            _put(store, name, _verifying(sender, signing[sender.secret]))
    for channel in model.channels.values():
        name, address = f"{path}/out/{channel.secret}", slack(channel.secret)
        if there.get(name, LOOPBACK).startswith(LOOPBACK) and there.get(name) != address:
            _put(store, name, address)
    return signing


def _signing(model: LeadModel, kept: Path) -> Mapping[str, str]:
    known: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
    for sender in model.senders.values():
        if sender.secret not in known:
            known[sender.secret] = _made_up(sender.kind)
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(known, indent=1))
    return known


def _verifying(sender: Sender, signing: str) -> str:
    return public_key(signing) if _asymmetric(sender.kind) else signing


def _put(store: "SSMClient", name: str, value: str) -> None:
    store.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


def _made_up(kind: str) -> str:
    if not _asymmetric(kind):
        return secrets.token_urlsafe(BYTES)
    private = ec.generate_private_key(ec.SECP256R1())
    return b64encode(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode("ascii")


def _asymmetric(kind: str) -> bool:
    return isinstance(getattr(source(kind), "SIGNATURE", None), EcdsaP256)
