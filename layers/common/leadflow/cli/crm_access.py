"""How commands come to speak with the CRM: by the model's source, its secret in the stack, and the CRM's own module."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from leadflow.adapters import compiled
from leadflow.adapters.crm import CRMS, crm
from leadflow.adapters.deployment import Deployment, Direction
from leadflow.adapters.http import Outside
from leadflow.adapters.secrets import lines
from leadflow.adapters.settings import Settings
from leadflow.application.channel import RefusedForGood
from leadflow.application.crm_calls import Calls, Unanswered, Unauthorised, Wait
from leadflow.application.grants import Tokens
from leadflow.cli.failure import Failure
from leadflow.cli.stack import Running, find, folder
from leadflow.domain.crm import Crm
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.domain.wording import clean

READ: Final = 30.0
"""Seconds for an answer: a page of records takes longer than a word."""


def calls(model: LeadModel, deployment: Deployment, now: Callable[[], Instant], wait: Wait) -> Calls:
    """The way to the CRM that the model names; a local stack has its own to ask, which stands in for that.

    Raises Failure where something is missing, NotReachable, NotCompiled.
    """
    named = mapped(model)
    running = _running(deployment)
    sender = _speaker(model, named)
    sinks = Settings.from_environment().local_sinks
    if running is not None:
        sender = _played(sender)
        sinks |= frozenset(filter(None, (running.sinks or "").split(",")))
    post = Outside(sinks, READ).post
    return Calls(
        module=crm(named.provider),
        sender=sender,
        secret=_secret(deployment, str(sender.token)),
        post=post,
        now=now,
        wait=wait,
        pace=CRMS[named.provider],
        tokens=Tokens(post, now),
    )


def mapped(model: LeadModel) -> Crm:
    """The CRM that the model names. Raises Failure where it names none."""
    if model.crm is None:
        raise Failure(
            "the model has no section `crm`: name the provider there, such as `crm: { provider: hubspot }`", 2
        )
    return model.crm


@contextmanager
def answering(speaking: Calls, advice: str = "") -> Iterator[None]:
    """Where the CRM does not do what is asked of it, that is the command's failure, in words. Raises Failure.

    `advice` is a line for whom it refuses something for good.
    """
    sender = speaking.sender
    try:
        yield
    except Unauthorised as error:
        said = clean(str(error))
        raise Failure(
            f"{sender.kind} refuses the secret {sender.token}: {said}\n"
            f"`leadflow secret set {sender.token}` writes another one"
        ) from error
    except Unanswered as error:
        raise Failure(f"{sender.kind} gives no answer: {clean(str(error), 300)}") from error
    except RefusedForGood as error:
        raise Failure(
            "\n".join(filter(None, (f"{sender.kind} refuses: {clean(error.reason, 300)}", advice)))
        ) from error


def _running(deployment: Deployment) -> Running | None:
    """The local stack, if that is meant."""
    running = find(Path.cwd())
    return running if running is not None and running.deployment == deployment else None


def _played(sender: Sender) -> Sender:
    """The same source, at the address at which the local stack asks it."""
    there = compiled.at(folder(Path.cwd()) / "leadflow_model.py").senders.get(sender.name)
    return sender if there is None or there.kind != sender.kind else replace(sender, instance=there.instance)


def _speaker(model: LeadModel, named: Crm) -> Sender:
    sender = None if named.source is None else model.senders.get(named.source)
    if sender is None:
        example = f"`crm: {{ kind: {named.provider}, … }}`"
        raise Failure(
            f"no source of the model is of kind {named.provider}: name one under `sources`, such as {example}", 2
        )
    if sender.token is None:
        raise Failure(f"the source {sender.name} has no `token`, the name of the secret with which the CRM is asked", 2)
    return sender


def _secret(deployment: Deployment, name: str) -> str:
    found = lines(deployment.value(Direction.OUT, name) or "")
    if not found:
        raise Failure(f"the secret {name} is not set: `leadflow secret set {name}` writes it")
    return found[0]
