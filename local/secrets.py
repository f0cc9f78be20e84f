"""Secrets of the local stack: made up once for each that the model names, and kept."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from leadflow.adapters.signatures.tokens import PathToken
from leadflow.adapters.sources import source
from leadflow.application.secret_names import incoming
from leadflow.application.webhook import Pair
from leadflow.domain.lead_model import Channel, LeadModel

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_ssm import SSMClient

BYTES: Final = 32
LOOPBACK: Final = "http://127.0.0.1:"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands in for the world outside: `way` gives a channel's secret, `tokens` are the CRM's, by secret."""

    way: Callable[[Channel], str]
    tokens: Mapping[str, str]


def keep_secrets(kept: Path, model: LeadModel, store: "SSMClient", stack: str, beside: Beside) -> Mapping[str, str]:
    """Give the stack each secret that it lacks; what each sender signs with, by the secret's name.

    What somebody has set by hand is left alone. The tokens with which other providers are asked back are theirs to
    give: nothing here stands in for them.
    """
    made_up = _made_up(model, kept)
    path = f"/leadflow/{stack}"
    pages = store.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)
    there = {one["Name"]: one["Value"] for page in pages for one in page["Parameters"]}
    for secret in incoming(model):
        name = f"{path}/in/{secret}"
        if name not in there:
            _put(store, name, made_up[secret].verifying)
    for channel in _posted(model):
        name, address = f"{path}/out/{channel.secret}", beside.way(channel)
        if there.get(name, LOOPBACK).startswith(LOOPBACK) and there.get(name) != address:
            _put(store, name, address)
    for secret, token in beside.tokens.items():
        if (name := f"{path}/out/{secret}") not in there:
            _put(store, name, token)
    return {name: each.signing for name, each in made_up.items()}


def _posted(model: LeadModel) -> Sequence[Channel]:
    """The channels that have a secret, and the tracks that are told like one."""
    tracks = (Channel(each.name, each.kind, each.secret) for each in model.tracks.values() if each.kind == "webhook")
    return [*(each for each in model.channels.values() if each.secret), *tracks]


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
