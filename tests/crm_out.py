"""A CRM to write into, kept in memory: as a module and over the wire at once."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.circuit import Line
from leadflow.application.crm_out import Elsewhere, Order, Values
from leadflow.application.crm_reach import Ways
from leadflow.application.grants import Tokens
from leadflow.application.webhook import Unreadable
from leadflow.domain.crm import Field, Object
from leadflow.domain.crm_writing import Newcomer, Record
from leadflow.domain.identity import CRM_ID, EMAIL, Key
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from tests.fakes import MemoryCircuits
from tests.models import MONDAY

MARK, DUE, SUBJECT = "mark", "due", "subject"


@dataclass
class Cards:
    """The CRM: people as cards in a box, by number. `moods` are what it answers instead for a while, call by call.

    `asked` is what it was asked, in its own words. What is `moved` is found elsewhere.
    """

    people: dict[str, dict[str, Json]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=lambda: {"ann@acme.example": "o-ann"})
    todo: list[dict[str, Json]] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    moods: list[Reply | BaseException | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    clock: Instant = MONDAY

    def lines(self, sender: Sender, on: Object) -> Iterable[Field]:
        return [each for each in sender.fields_map.values() if each.on is on]

    def speaks(self, key: Key) -> bool:
        return key[0] == EMAIL or key[1].isdecimal()

    def find(self, sender: Sender, key: Key, token: str) -> OutboundRequest:
        return self._request(token, "find", key=[*key])

    def found(self, sender: Sender, key: Key, reply: Reply) -> Record | Elsewhere | None:
        told = _read(reply)
        if "elsewhere" in told:
            return Elsewhere(str(told["elsewhere"]))
        return _record(told["card"]) if told["card"] else None

    def owner(self, sender: Sender, address: str, token: str) -> OutboundRequest:
        return self._request(token, "owner", address=address)

    def owns(self, reply: Reply, address: str) -> str | None:
        found = _read(reply)["owner"]
        return found if isinstance(found, str) else None

    def create(self, sender: Sender, new: Newcomer, values: Values, token: str) -> OutboundRequest:
        card = {"email": new.email, "name": f"{new.first} {new.last}", "on": new.on, **_written(values)}
        return self._request(token, "create", card=card)

    def created(self, sender: Sender, new: Newcomer, reply: Reply) -> Record:
        return _record(_read(reply)["card"])

    def change(self, sender: Sender, record: Record, values: Values, token: str) -> OutboundRequest:
        return self._request(token, "change", id=record.id, card=_written(values))

    def changed(self, sender: Sender, reply: Reply) -> None:
        _read(reply)

    def tasks(self, sender: Sender, record: Record, token: str) -> OutboundRequest:
        return self._request(token, "tasks", id=record.id)

    def marked(self, reply: Reply, mark: str) -> bool:
        return mark in str(_read(reply)["marks"])

    def give(self, sender: Sender, order: Order, token: str) -> OutboundRequest:
        stated: dict[str, Json] = {
            "of": order.record.id,
            MARK: order.mark,
            SUBJECT: order.subject,
            "owner": order.owner,
        }
        return self._request(token, "give", task={**stated, DUE: order.due, "day": order.day})

    def given(self, sender: Sender, reply: Reply) -> None:
        _read(reply)

    def post(self, request: OutboundRequest) -> Reply:
        """The other end of the wire."""
        wanted = json.loads(request.body)
        self.asked.append(wanted["what"])
        mood = self.moods.pop(0) if self.moods else None
        if isinstance(mood, BaseException):
            raise mood
        return mood or Reply(200, {}, json.dumps(_ANSWERS[wanted["what"]](self, wanted)).encode())

    def live(self, name: str) -> list[str]:
        return [f"the value of {name}"]

    def ways(self, model: LeadModel, writer: "Callable[[str], Cards] | None" = None) -> Ways:
        """The way to it for whoever has this model."""
        circuits, tokens = MemoryCircuits(), Tokens(self.post, lambda: self.clock)
        return Ways(model, self, tokens, Line(circuits, self.post), writer or (lambda _: self))

    def _request(self, token: str, what: str, **wanted: object) -> OutboundRequest:
        self.tokens.append(token)
        content = json.dumps({"what": what, **wanted}).encode()
        return OutboundRequest("https://crm.example", content, {}, frozenset({"crm.example"}))

    def _find(self, wanted: Mapping[str, Json]) -> Json:
        kind, value = wanted["key"]  # type: ignore[misc, str-unpack]  # a key, as it was written
        if kind == CRM_ID:
            return {"card": self.people.get(str(value))}
        known = next((name for name, card in self.people.items() if card["email"] == value), None)
        return {"elsewhere": self.moved[value]} if value in self.moved else {"card": known and self.people[known]}

    def _owner(self, wanted: Mapping[str, Json]) -> Json:
        return {"owner": self.owners.get(str(wanted["address"]))}

    def _create(self, wanted: Mapping[str, Json]) -> Json:
        number = str(len(self.people) + 1)
        self.people[number] = {**wanted["card"], "id": number}  # type: ignore[dict-item]  # a card, as it was written
        return {"card": self.people[number]}

    def _change(self, wanted: Mapping[str, Json]) -> Json:
        self.people[str(wanted["id"])] |= wanted["card"]  # type: ignore[arg-type]  # a card, as it was written
        return {}

    def _tasks(self, wanted: Mapping[str, Json]) -> Json:
        return {"marks": [each[MARK] for each in self.todo if each["of"] == wanted["id"]]}

    def _give(self, wanted: Mapping[str, Json]) -> Json:
        self.todo.append(wanted["task"])  # type: ignore[arg-type]  # a task, as it was written
        return {}


_ANSWERS: Mapping[str, Callable[[Cards, Mapping[str, Json]], Json]] = {
    "find": Cards._find,
    "owner": Cards._owner,
    "create": Cards._create,
    "change": Cards._change,
    "tasks": Cards._tasks,
    "give": Cards._give,
}

UNAUTHORISED = Reply(401, {}, b"")
REFUSED = Reply(400, {}, b"")
UNREADABLE = Reply(418, {}, b"")


def _read(reply: Reply) -> Mapping[str, Json]:
    if reply.status in (401, 503):
        raise TryAgain(f"it answers {reply.status}")
    if reply.status == UNREADABLE.status:
        raise Unreadable("tea")
    if reply.status != 200:
        raise RefusedForGood(f"it answers {reply.status}")
    found: Mapping[str, Json] = json.loads(reply.body)
    return found


def _record(card: Json) -> Record:
    assert isinstance(card, dict)
    owner = card.get("owner")
    return Record(str(card["id"]), Object(str(card["on"])), card, owner if isinstance(owner, str) else None)


def _written(values: Values) -> dict[str, Json]:
    return {**values.fields, **({"owner": values.owner} if values.owner else {})}
