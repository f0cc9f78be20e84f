"""Takes a webhook: who sent it, what it says, into the queue, and the answer that its sender needs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from leadflow.application import answers
from leadflow.application.parcels import parcels
from leadflow.application.ports import Intake, OutsideDown, SecretMissing, Secrets
from leadflow.application.webhook import (
    Answer,
    NoSuchRoute,
    NotAuthenticated,
    Refused,
    Request,
    Source,
    Stale,
    TooLarge,
    Unavailable,
    Webhook,
)
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender, Trust

BODY_LIMIT: Final = 1024 * 1024
"""Bytes of a body as it comes; the largest known is SendGrid's, 768 KB."""

ACTIVITIES_LIMIT: Final = 10_000
"""Activities of one call, however small a packed body makes them; the largest known batch holds 2,500."""

TRACKING: Final = "segment"
"""The kind of source behind /v1: its addresses name no source, so its key does."""

CALLS: Final = frozenset({"track", "page", "screen", "identify", "group", "alias", "batch"})

OURS: Final = frozenset({Kind.ACTIVITY_VOIDED, Kind.ACTIVITY_RESTORED})
"""What only one of us may say, or a system that we trust: that an activity does not count, or does."""

UNKNOWN: Final = "no such source, or not signed with its secret"
"""One sentence for both, so that nobody learns which sources there are."""

CORS: Final[Mapping[str, str]] = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST, OPTIONS",
    "access-control-allow-headers": "authorization, content-type, content-encoding",
    "access-control-max-age": "86400",
}
"""Browsers send pages' calls from any origin; no cookie is ever read, so nothing rides on the visitor's."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request. `refused` is the refusal's code; the numbers count activities."""

    answer: Answer
    source: str | None = None
    refused: str | None = None
    accepted: int = 0
    unidentified: int = 0


Gate = Callable[[Request], None]
"""Raises NotAuthenticated where a request came around the edge that stands before us, and OutsideDown."""


def open_gate(request: Request) -> None:
    """Lets every request in."""


def gate(verify: Callable[[Request, Sequence[str]], None], secrets: Secrets, name: str) -> Gate:
    """Lets in what shows the live secret of this name."""

    def shut(request: Request) -> None:
        try:
            verify(request, secrets.live(name))
        except SecretMissing as error:
            raise NotAuthenticated(UNKNOWN) from error

    return shut


@dataclass(frozen=True, slots=True)
class Receiver:
    """The senders that the model names, and what it takes to hear them.

    `source` finds the module of a kind, `unpack` undoes the packing of a body.
    """

    senders: Mapping[str, Sender]
    source: Callable[[str], Source]
    secrets: Secrets
    intake: Intake
    unpack: Callable[[Request], Request]
    gate: Gate = open_gate

    def receive(self, request: Request, now: Instant) -> Outcome:
        """Takes the request or refuses it; nothing is raised and nothing half kept."""
        try:
            return self._routed(request, now)
        except Refused as refused:
            return _refusal(request, refused)
        except OutsideDown:
            return _refusal(request, Unavailable("something of ours does not answer; please send it again"))

    def _routed(self, request: Request, now: Instant) -> Outcome:
        self.gate(request)
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["hooks", name, *token]:
                return self._taken(self._named(_small(request), name, "/".join(token), now))
            case "POST", ["v1", call] if call in CALLS:
                outcome = self._taken(self._keyed(_small(request), now))
                return replace(outcome, answer=answers.with_headers(outcome.answer, CORS))
            case "OPTIONS", ["v1", call] if call in CALLS:
                return Outcome(Answer(204, b"", CORS))
            case "GET" | "HEAD", [
                "hooks",
                _,
            ]:  # some providers look whether anybody answers before they save the address
                return Outcome(answers.document(200, {"code": "ready", "message": "webhooks are posted here"}))
            case _:
                raise NoSuchRoute("there is nothing here")

    def _named(self, request: Request, name: str, token: str, now: Instant) -> Webhook:
        sender = self.senders.get(name)
        if sender is None:
            raise NotAuthenticated(UNKNOWN)
        webhook = Webhook(sender, request, now, token or None)
        if not self._authentic(webhook):
            raise NotAuthenticated(UNKNOWN)
        return webhook

    def _keyed(self, request: Request, now: Instant) -> Webhook:
        senders = [sender for sender in self.senders.values() if sender.kind == TRACKING]
        webhooks = [Webhook(sender, request, now) for sender in senders]
        # All are tried, so that the time tells nothing of which one fits.
        authentic = [webhook for webhook in webhooks if self._authentic(webhook)]
        if not authentic:
            raise NotAuthenticated(UNKNOWN)
        return authentic[0]

    def _authentic(self, webhook: Webhook) -> bool:
        try:
            self.source(webhook.sender.kind).authenticate(webhook, self.secrets.live(webhook.sender.secret))
        except Stale:
            raise
        except (NotAuthenticated, SecretMissing):
            return False
        return True

    def _taken(self, webhook: Webhook) -> Outcome:
        source = self.source(webhook.sender.kind)
        opened = replace(webhook, request=self.unpack(webhook.request))
        found = list(islice(source.activities(opened), ACTIVITIES_LIMIT + 1))
        if len(found) > ACTIVITIES_LIMIT:
            raise TooLarge(f"one call holds more than {ACTIVITIES_LIMIT} activities")
        activities = list(_trusted(found, webhook.sender.trust))
        if messages := list(parcels(activities)):
            self.intake.send(messages)
        return Outcome(
            source.accepted(opened),
            source=webhook.sender.name,
            accepted=len(activities),
            unidentified=sum(activity.lead.strongest is None for activity in activities),
        )


def _small(request: Request) -> Request:
    if len(request.body) > BODY_LIMIT:
        raise TooLarge(f"the body is larger than {BODY_LIMIT} bytes")
    return request


def _trusted(found: Iterable[Activity], trust: Trust) -> Iterator[Activity]:
    """Of a source whose secret everybody can read, nothing that only the CRM or one of us may say."""
    for activity in found:
        if trust is Trust.SERVER:
            yield activity
        elif activity.type not in OURS:
            traits = {name: value for name, value in activity.traits.items() if name.partition(".")[0] != "crm"}
            yield replace(activity, lead=replace(activity.lead, crm_id=None), traits=traits)


def _refusal(request: Request, refused: Refused) -> Outcome:
    headers = CORS if request.path.startswith("/v1/") else {}
    return Outcome(answers.with_headers(answers.refusal(refused), headers), refused=refused.code)
