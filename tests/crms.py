"""A CRM whose records, schema and moods are written in a test, as its module and over the wire at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.crm import CrmField, FieldKind, Page
from leadflow.application.crm_calls import Calls
from leadflow.application.grants import Tokens
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys
from leadflow.domain.instant import SECOND, Duration, Instant
from leadflow.domain.sender import Sender, Trust
from tests.models import MONDAY

SENDER = Sender("crm", "ledger", token="crm-token")
SIZE = 2
"""Records of a page."""


@dataclass
class Ledger:
    """The CRM: records by what they are, and what it answers instead for a while, call by call.

    `asked` are the pages that were asked for, `waits` the pauses that were made, each with its reason.
    """

    records: dict[str, Sequence[str]] = field(
        default_factory=lambda: {"owners": ["o1", "o2"], "contacts": ["a", "b", "c", "d", "e"], "deals": ["x"]}
    )
    fields_of: dict[Object, list[CrmField]] = field(default_factory=dict)
    moods: list[Reply | BaseException] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    waits: list[tuple[Duration, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    known: list[Mapping[str, str]] = field(default_factory=list)
    clock: Instant = MONDAY
    PULLED: Sequence[str] = ("owners", "contacts", "deals")

    def page(self, sender: Sender, what: str, start: str | None, token: str) -> OutboundRequest:
        self.tokens.append(token)
        return _request("GET", what=what, start=start)

    def paged(self, sender: Sender, what: str, reply: Reply, owners: Mapping[str, str], now: Instant) -> Page:
        found = _read(reply)
        self.known.append(dict(owners))
        names = [str(each) for each in found["names"]]
        if what == "owners":
            return Page([], len(names), _next(found), {name: f"{name}@us.example" for name in names})
        told = [_changed(what, name, sender, now) for name in names]
        return Page(told, len(names), _next(found), total=len(self.records[what]))

    def schema(self, sender: Sender, on: Object, token: str) -> OutboundRequest:
        return _request("GET", on=on)

    def fields(self, on: Object, reply: Reply) -> Sequence[CrmField]:
        written = [str(each).split("|") for each in _read(reply)["fields"]]
        return [CrmField(name, label, FieldKind(kind)) for name, label, kind in written]

    def create(self, sender: Sender, on: Object, field: CrmField, token: str) -> OutboundRequest:
        return _request("POST", on=on, field=[field.name, field.label, field.kind])

    def created(self, reply: Reply) -> None:
        _read(reply)

    def post(self, request: OutboundRequest) -> Reply:
        """The other end of the wire."""
        wanted = json.loads(request.body)
        if "what" in wanted:
            self.asked.append((wanted["what"], wanted["start"]))
        if self.moods:
            mood = self.moods.pop(0)
            if isinstance(mood, BaseException):
                raise mood
            return mood
        return Reply(200, {}, json.dumps(self._answer(wanted)).encode())

    def wait(self, pause: Duration, reason: str) -> None:
        self.waits.append((pause, reason))
        self.clock = Instant(self.clock + pause)

    def calls(self, sender: Sender = SENDER, pace: Duration = Duration(0)) -> Calls:
        """The way to it."""
        tokens = Tokens(self.post, lambda: self.clock)
        return Calls(self, sender, "the token", self.post, lambda: self.clock, self.wait, pace, tokens)

    def _answer(self, wanted: Mapping[str, str | None]) -> Mapping[str, object]:
        if "what" in wanted:
            every, start = self.records[str(wanted["what"])], int(wanted["start"] or 0)
            after = start + SIZE
            return {"names": every[start:after], "next": str(after) if after < len(every) else None}
        fields = self.fields_of.setdefault(Object(str(wanted["on"])), [])
        if isinstance(made := wanted.get("field"), list):
            fields.append(CrmField(made[0], made[1], FieldKind(made[2])))
        return {"fields": [f"{each.name}|{each.label}|{each.kind}" for each in fields]}


def busy(seconds: int = 0) -> Reply:
    """The answer of a CRM that was asked too often."""
    return Reply(429, {"retry-after": str(seconds)}, b"")


def public(sender: Sender = SENDER) -> Sender:
    return Sender(sender.name, sender.kind, token=sender.token, trust=Trust.PUBLIC)


def _request(method: str, **wanted: object) -> OutboundRequest:
    return OutboundRequest("https://crm.example", json.dumps(wanted).encode(), {}, frozenset({"crm.example"}), method)


def _read(reply: Reply) -> "Mapping[str, list[object]]":
    if reply.status == 429:
        raise TryAgain("it is asked too often", Duration(int(reply.headers["retry-after"]) * SECOND))
    if reply.status >= 500:
        raise TryAgain(f"it answers {reply.status}")
    if reply.status != 200:
        raise RefusedForGood(f"it answers {reply.status}")
    found: Mapping[str, list[object]] = json.loads(reply.body)
    return found


def _changed(what: str, name: str, sender: Sender, now: Instant) -> Activity:
    kind = "crm.contact.changed" if what == "contacts" else "crm.opportunity.changed"
    return Activity(f"{what}:{name}", Keys(email=f"{name}@nordlys.example"), kind, MONDAY, now, sender.name)


def _next(found: Mapping[str, object]) -> str | None:
    following = found["next"]
    return following if isinstance(following, str) else None
