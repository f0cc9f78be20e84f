"""Secrets of the local stack: made up once for each that the model names, and kept."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from leadflow.adapters.signatures.tokens import PathToken
from leadflow.adapters.sources import source
from leadflow.application.secret_names import incoming
from leadflow.application.webhook import Pair
from leadflow.domain.lead_model import LeadModel

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_ssm import SSMClient

BYTES: Final = 32
LOOPBACK: Final = "http://127.0.0.1:"


def keep_secrets(
    kept: Path, model: LeadModel, store: "SSMClient", stack: str, slack: Callable[[str], str]
) -> Mapping[str, str]:
    """Give the stack each secret that it lacks; what each sender signs with, by the secret's name.

    What somebody has set by hand is left alone. The tokens with which providers are asked back are theirs to give:
    nothing here stands in for them. `slack` gives the address of a stand-in for an incoming webhook.
    """
    made_up = _made_up(model, kept)
    path = f"/leadflow/{stack}"
    pages = store.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)
    there = {one["Name"]: one["Value"] for page in pages for one in page["Parameters"]}
    for secret in incoming(model):
        name = f"{path}/in/{secret}"
        if name not in there:
            _put(store, name, made_up[secret].verifying)
    for channel in model.channels.values():
        name, address = f"{path}/out/{channel.secret}", slack(channel.secret)
        if there.get(name, LOOPBACK).startswith(LOOPBACK) and there.get(name) != address:
            _put(store, name, address)
    return {name: each.signing for name, each in made_up.items()}


def _made_up(model: LeadModel, kept: Path) -> Mapping[str, Pair]:
    """The pair of each secret that the model names, made up where there is none yet."""
    known: dict[str, dict[str, str]] = json.loads(kept.read_text()) if kept.exists() else {}
    pairs = {name: Pair(**each) for name, each in known.items()}
    for sender in model.senders.values():
        if sender.secret and sender.secret not in pairs:
            pairs[sender.secret] = source(sender.kind).SIGNATURE.pair(secrets.token_bytes(BYTES))
        if sender.verify and sender.verify not in pairs:
            pairs[sender.verify] = PathToken().pair(secrets.token_bytes(BYTES))
    kept.touch(mode=0o600)
    kept.write_text(json.dumps({name: asdict(each) for name, each in pairs.items()}, indent=1))
    return pairs


def _put(store: "SSMClient", name: str, value: str) -> None:
    store.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
