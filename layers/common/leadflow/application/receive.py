"""Takes a webhook: who sent it, what it says, into the queue, and the answer that its sender needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from leadflow.application import answers, origins
from leadflow.application.fetch import Fetching
from leadflow.application.parcels import parcels
from leadflow.application.ports import Actions, Intake, OutsideDown, SecretMissing, Secrets
from leadflow.application.trust import trusted
from leadflow.application.webhook import (
    Answer,
    Challenged,
    Deciding,
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
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender, Trust

BODY_LIMIT: Final = 1024 * 1024
"""Bytes of a body as it comes; the largest known is SendGrid's, 768 KB."""

ACTIVITIES_LIMIT: Final = 10_000
"""Activities of one call, however small a packed body makes them; the largest known batch holds 2,500."""

TRACKING: Final = "segment"
"""The kind of source behind /v1: its addresses name no source, so its key does."""

CALLS: Final = frozenset({"track", "page", "screen", "identify", "group", "alias", "batch", *"tpsigab"})
"""Single letters are what browsers' libraries write for short."""

UNKNOWN: Final = "no such source, or not signed with its secret"
"""One sentence for both, so that nobody learns which sources there are."""

SENT_TO: Final = ("hooks", "v1")
"""What the paths begin with that senders are told."""

SNIPPET: Final = ["snippet.js"]
"""The address of the script that a page loads which has no tracker of its own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request. `refused` is the refusal's code; the numbers count activities, and what is to be asked.

    `source` is the source that the request names, refused or not, where the model has it; what was decided counts as
    to be asked, for whose it is has still to be found out.
    """

    answer: Answer
    source: str | None = None
    refused: str | None = None
    accepted: int = 0
    unidentified: int = 0
    asked: int = 0


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

    `source` finds the module of a kind, `unpack` undoes the packing of a body, `snippet` answers those who ask
    for the script of web pages.
    """

    senders: Mapping[str, Sender]
    source: Callable[[str], Source]
    secrets: Secrets
    intake: Intake
    actions: Actions
    unpack: Callable[[Request], Request]
    snippet: Callable[[Request], Answer]
    gate: Gate = open_gate

    def receive(self, request: Request, now: Instant) -> Outcome:
        """Takes the request or refuses it; nothing is raised and nothing half kept."""
        try:
            return self._routed(request, now)
        except Refused as refused:
            return _refusal(refused, self._named_in(request.path))
        except OutsideDown:
            down = Unavailable("something of ours does not answer; please send it again")
            return _refusal(down, self._named_in(request.path))

    def _routed(self, request: Request, now: Instant) -> Outcome:
        self.gate(request)
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["hooks", name, *token]:
                return self._taken(self._named(_small(request), name, "/".join(token), now))
            case "POST", ["v1", call] if call in CALLS:
                return self._taken(self._keyed(_small(request), now))
            case "OPTIONS", ["v1" | "hooks", *_]:
                return Outcome(Answer(204, b"", origins.CORS))
            case "GET" | "HEAD", ["hooks", _, *_] if request.method == "HEAD" or not request.query:
                # some providers look whether anybody answers before they save the address
                return Outcome(answers.document(200, {"code": "ready", "message": "webhooks are posted here"}))
            case "GET", ["hooks", name, *token]:
                return self._challenged(request, name, "/".join(token), now)
            case "GET" | "HEAD", place if place == SNIPPET:
                return Outcome(self.snippet(request))
            case "GET" | "HEAD" | "OPTIONS", [place, *_] if place not in SENT_TO:
                raise NoSuchRoute("there is nothing here")
            case _:  # a 404 makes some providers switch a webhook off for good
                raise NotAuthenticated(UNKNOWN)

    def _challenged(self, request: Request, name: str, token: str, now: Instant) -> Outcome:
        sender = self.senders.get(name)
        source = None if sender is None else self.source(sender.kind)
        if sender is None or not isinstance(source, Challenged):
            raise NotAuthenticated(UNKNOWN)
        secrets = self._secrets(sender.verify or sender.secret)
        try:
            return Outcome(source.challenge(Webhook(sender, request, now, token or None), secrets), name)
        except NotAuthenticated as error:
            raise NotAuthenticated(UNKNOWN) from error

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
        secrets = self._secrets(webhook.sender.secret)
        try:
            self.source(webhook.sender.kind).SIGNATURE.verify(webhook, secrets)
        except Stale:
            raise
        except NotAuthenticated:
            return False
        return True

    def _secrets(self, name: str) -> Sequence[str]:
        """The live secrets of that name, none where there is none: then nothing fits."""
        try:
            return self.secrets.live(name) if name else ()
        except SecretMissing:
            return ()

    def _taken(self, webhook: Webhook) -> Outcome:
        """What became of an authentic webhook, whose source is known even where its path names none."""
        try:
            return self._sent_on(webhook)
        except Refused as refused:
            return _refusal(refused, webhook.sender.name)

    def _sent_on(self, webhook: Webhook) -> Outcome:
        source, public = self.source(webhook.sender.kind), webhook.sender.trust is Trust.PUBLIC
        if public:
            origins.check(webhook.request.headers, webhook.sender.origins)
        request = self.unpack(webhook.request)
        opened = webhook if request is webhook.request else replace(webhook, request=request)
        found = list(islice(source.activities(opened), ACTIVITIES_LIMIT + 1))
        if len(found) > ACTIVITIES_LIMIT:
            raise TooLarge(f"one call holds more than {ACTIVITIES_LIMIT} activities")
        activities = list(trusted(found, webhook.sender.trust))
        fetches = source.fetches(opened) if isinstance(source, Fetching) else ()
        decisions = source.decisions(opened) if isinstance(source, Deciding) and not public else ()
        asked = [replace(each, trace=request.id) for each in (*fetches, *decisions)]
        if messages := list(parcels(activities, trace=request.id)):
            self.intake.send(messages)
        if asked:
            self.actions.send(asked)
        answer = source.accepted(opened)
        return Outcome(
            answers.with_headers(answer, origins.CORS) if public or webhook.sender.kind == TRACKING else answer,
            source=webhook.sender.name,
            accepted=len(activities),
            unidentified=sum(activity.lead.strongest is None for activity in activities),
            asked=len(asked),
        )

    def _named_in(self, path: str) -> str | None:
        first, name, *_ = [*path.strip("/").split("/"), ""]
        return name if first == "hooks" and name in self.senders else None


def _refusal(refused: Refused, source: str | None) -> Outcome:
    # pages may read any refusal: which addresses are for pages stays unsaid
    answer = answers.with_headers(answers.refusal(refused), origins.CORS)
    return Outcome(answer, source, refused=refused.code)


def _small(request: Request) -> Request:
    if len(request.body) > BODY_LIMIT:
        raise TooLarge(f"the body is larger than {BODY_LIMIT} bytes")
    return request
