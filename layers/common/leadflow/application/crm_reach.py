"""The way to the CRM that the model names, for whoever writes into it: its token, its circuit, its owners."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.circuit import Line
from leadflow.application.crm_out import Codes, Coding, CrmWriter, Elsewhere, Values
from leadflow.application.grants import Tokens
from leadflow.application.job import Noted
from leadflow.application.ports import Outcome, SecretMissing, Secrets
from leadflow.application.webhook import Unreadable
from leadflow.domain.automation import Task, Upsert
from leadflow.domain.crm import Object
from leadflow.domain.crm_writing import Record
from leadflow.domain.identity import CRM_ID, EMAIL, Key, Keys
from leadflow.domain.instant import HOUR, SECOND, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender

UNAUTHORISED: Final = 401

REMEMBERED: Final = Duration(HOUR)
"""So long a worker remembers which id an owner has, and what stands for choices."""

ENOUGH: Final = Duration(8 * SECOND)
"""When answers have taken so long there may be no time for another one; what is done by then stays done."""

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Memory:
    """What a worker remembers of CRMs, each with when it asked."""

    owners: dict[tuple[str, str], tuple[str, Instant]] = field(default_factory=dict)
    codes: dict[tuple[str, Object], tuple[Codes, Instant]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reach:
    """The CRM behind this sender, for one job; `secret` is the value of the secret that the sender's `token` names.

    `notes` are what there is to say of a job that is done all the same, `spent` how long the answers took.

    Every method raises LeftAlone, TryAgain, RefusedForGood, OutsideDown.
    """

    destination: str
    writer: CrmWriter
    sender: Sender
    secret: str
    tokens: Tokens
    line: Line
    memory: Memory
    now: Instant
    notes: list[str] = field(default_factory=list)
    spent: list[Duration] = field(default_factory=list)

    def ask(self, request: Callable[[str], OutboundRequest], read: Callable[[Reply], _Told]) -> _Told:
        """What the answer says; `request` makes the call with a token, which is asked for anew where it is refused."""
        if sum(self.spent) > ENOUGH:
            raise TryAgain("it answers too slowly to be asked for all of it at once")

        def readable(reply: Reply) -> _Told:
            self.spent.append(reply.took)
            try:
                return read(reply)
            except Unreadable as error:
                raise TryAgain(f"the answer cannot be read: {error.message}") from error

        return self.line.through(self.destination, lambda: self._reply(request), readable, self.now)

    def find(self, keys: Keys) -> Record | None:
        """The person's record: the one whose id is known, else the one of the address."""
        for key in ((CRM_ID, keys.crm_id), (EMAIL, keys.email)):
            found = self._found((key[0], key[1])) if key[1] else None
            if isinstance(found, Elsewhere):
                found = self._found((CRM_ID, found.id))
            if isinstance(found, Record):
                return found
        return None

    def owner(self, address: str | None) -> str | None:
        """The CRM's id of whoever has the address, None where it has nobody."""
        if address is None:
            return None
        known = self.memory.owners.get((self.destination, address))
        if known is not None and self.now - known[1] < REMEMBERED:
            return known[0]
        found = self.ask(
            lambda token: self.writer.owner(self.sender, address, token),
            lambda reply: self.writer.owns(reply, address),
        )
        if found is None:
            self.notes.append(f"nobody in {self.sender.kind} has the owner's address")
        else:
            self.memory.owners[self.destination, address] = (found, self.now)
        return found

    def done(self) -> Outcome:
        """The end of the job. Raises Noted where there is something to say of it."""
        if self.notes:
            raise Noted(self.notes[0])
        return Outcome.DONE

    def coded(self, on: Object, values: Values) -> Values:
        """The values as the CRM takes them, where it has numbers for its choices."""
        writer = self.writer
        if not values.fields or not isinstance(writer, Coding):
            return values
        known = self.memory.codes.get((self.destination, on))
        if known is None or self.now - known[1] >= REMEMBERED:
            known = self.ask(lambda token: writer.choices(self.sender, on, token), writer.codes), self.now
            self.memory.codes[self.destination, on] = known
        return replace(values, fields={name: _code(name, value, known[0]) for name, value in values.fields.items()})

    def _found(self, key: Key) -> Record | Elsewhere | None:
        if not self.writer.speaks(key):
            return None
        return self.ask(
            lambda token: self.writer.find(self.sender, key, token),
            lambda reply: self.writer.found(self.sender, key, reply),
        )

    def _reply(self, request: Callable[[str], OutboundRequest]) -> Reply:
        """The answer; a token that is refused may have ended."""
        reply = self.line.post(request(self._token()))
        if reply.status != UNAUTHORISED or not self.tokens.forget(self.sender):
            return reply
        again = self.line.post(request(self._token()))
        return replace(again, took=Duration(reply.took + again.took))

    def _token(self) -> str:
        return self.tokens.token(self.writer, self.sender, self.secret)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to the CRMs that actions name; `writer` is a CRM's module, and raises LookupError where it has none."""

    model: LeadModel
    secrets: Secrets
    tokens: Tokens
    line: Line
    writer: Callable[[str], CrmWriter]
    _memory: Memory = field(default_factory=Memory)

    def to(self, action: Upsert | Task, now: Instant) -> Reach:
        """The way to the action's CRM. Raises TryAgain, RefusedForGood, OutsideDown."""
        crm = self.model.crm
        sender = None if crm is None or crm.source is None else self.model.senders.get(crm.source)
        if sender is None or sender.kind != action.provider or sender.token is None:
            raise RefusedForGood(f"the lead model has no source of kind {action.provider} with a token any more")
        try:
            writer, secret = self.writer(action.provider), self.secrets.live(sender.token)[0]
        except LookupError as error:
            raise RefusedForGood(f"nothing is written to {action.provider}") from error
        except SecretMissing as error:
            raise TryAgain(f"the secret {sender.token} is not set") from error
        return Reach(action.destination, writer, sender, secret, self.tokens, self.line, self._memory, now)


def _code(name: str, value: Json, codes: Codes) -> Json:
    """What stands for the choice, or for each of several. Raises RefusedForGood where the field has no such choice."""
    if value is None or name not in codes:
        return value
    if isinstance(value, list):
        return [_code(name, each, codes) for each in value]
    found = codes[name].get(str(value).casefold())
    if found is None:
        raise RefusedForGood(f"{name} has no such choice")
    return found
