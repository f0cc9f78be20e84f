"""What a processor takes from a provider's request to normalised events, by our sources and by django-anymail."""

import gc
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import thread_time
from typing import Final, TypeVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from bench.normalise_anymail import ANYMAIL, Anymail, Event, forgotten
from bench.normalise_bodies import ADDED, AT, Case, cases
from bench.rules_engines import installed
from leadflow.adapters.payloads import body
from leadflow.adapters.sources import sendgrid, source
from leadflow.application.webhook import NotAuthenticated, Request, Source, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import instant

T = TypeVar("T")

CALLS: Final = 200
ROUNDS: Final = 80
"""Turns so short that whatever slows the machine down for a while spares some of both, and so long that the first call
of each does not weigh, for which the processor's caches hold what the other side needs."""

TYPES: Final[Mapping[str, str]] = {
    "queued": Kind.EMAIL_QUEUED,
    "delivered": Kind.EMAIL_DELIVERED,
    "opened": Kind.EMAIL_OPENED,
    "clicked": Kind.EMAIL_CLICKED,
    "bounced": Kind.EMAIL_BOUNCED,
}


@dataclass(frozen=True, slots=True)
class Normalised:
    """Microseconds of processor time that a call takes in the quickest of its rounds.

    What else the machine does only adds to it. `bare` is a P-256 check of the same and nothing else. `different` of
    `compared` fields differ, where both tell something. `theirs` is None where anymail is not there.
    """

    case: str
    events: int
    size: int
    ours: float
    theirs: float | None
    bare: float | None
    compared: int
    different: int
    forged_refused: bool

    @property
    def times(self) -> float | None:
        """How many times anymail's events ours are."""
        return self.theirs / self.ours if self.theirs else None

    @property
    def above(self) -> float | None:
        """What a call takes on top of the bare check, as a part of it."""
        return self.ours / self.bare - 1 if self.bare else None


@dataclass(frozen=True, slots=True)
class Normalising:
    """All cases."""

    results: Sequence[Normalised]
    anymail: str | None

    @property
    def agreed(self) -> bool:
        """Whether both tell the same wherever both tell something, and neither takes what is forged."""
        return not any(each.different for each in self.results) and all(each.forged_refused for each in self.results)


def normalising(calls: int = CALLS, rounds: int = ROUNDS) -> Normalising:
    """Have both read the same requests in turns."""
    anymail, all_cases = Anymail() if installed(ANYMAIL) else None, cases(calls)
    with _settled():
        return Normalising([_result(case, anymail, rounds) for case in all_cases], installed(ANYMAIL))


@contextmanager
def _settled() -> Iterator[None]:
    """Garbage is collected within as ever, of both alike, but nobody looks again at what has been there before."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def activities(case: Case, request: Request) -> Sequence[Activity]:
    """What our source makes of the request, as `receive` has it do. Raises NotAuthenticated."""
    return _activities(source(case.sender.kind), case, request)


def _activities(module: Source, case: Case, request: Request) -> Sequence[Activity]:
    webhook = Webhook(case.sender, request, AT)
    module.SIGNATURE.verify(webhook, (case.secret,))
    unpacked = body.unpacked(request)
    return list(module.activities(webhook if unpacked is request else replace(webhook, request=unpacked)))


def _result(case: Case, anymail: Anymail | None, rounds: int) -> Normalised:
    forged = _forged(case.requests[0])
    compared, different = _compared(case, anymail) if anymail else (0, 0)
    timed = [_timed(case, anymail) for _ in range(rounds)]
    ours, theirs, bare = (_quickest(times) for times in zip(*timed, strict=True))
    return Normalised(
        case=case.name,
        events=case.events,
        size=len(case.requests[0].body),
        ours=ours or 0.0,
        theirs=theirs,
        bare=bare,
        compared=compared,
        different=different,
        forged_refused=_refuses(case, forged) and (anymail is None or anymail.refuses(case, forged)),
    )


def _timed(case: Case, anymail: Anymail | None) -> tuple[float, float | None, float | None]:
    """One round: ours, theirs and the bare check."""
    module = source(case.sender.kind)
    ours = _time(lambda parts: _activities(module, case, Request(*parts)), [_parts(each) for each in case.requests])
    bare = _bare_time(case) if case.sender.kind == "sendgrid" else None
    if not anymail:
        return ours, None, bare
    with anymail.listening(forgotten):
        view = anymail.view(case)
        return ours, _time(lambda request: view(anymail.request(request)), case.requests), bare


def _parts(request: Request) -> tuple[str, str, str, Mapping[str, str], bytes, str]:
    return request.method, request.path, request.query, request.headers, request.body, request.ip


def _quickest(times: Sequence[float | None]) -> float | None:
    return min((time for time in times if time is not None), default=None)


def _compared(case: Case, anymail: Anymail) -> tuple[int, int]:
    """How many fields both tell, and how many of them differently."""
    found = [activity for request in case.requests for activity in activities(case, request)]
    told: list[Event] = []
    with anymail.listening(told.append):
        view = anymail.view(case)
        for request in case.requests:
            view(anymail.request(request))
    pairs = [
        (ours, theirs)
        for activity, event in zip(found, told, strict=True)
        for ours, theirs in zip(_ours(activity), _theirs(event, case.sender.kind), strict=True)
        if ours and theirs
    ]
    return len(pairs), sum(ours != theirs for ours, theirs in pairs)


def _ours(activity: Activity) -> Sequence[object]:
    said = activity.properties
    named = (said.get(name) for name in ("message_id", "tags", "metadata", "url", "user_agent"))
    return (
        activity.type,
        activity.lead.email,
        activity.occurred_at,
        *named,
        said.get("response") or said.get("reason"),
    )


def _theirs(event: Event, kind: str) -> Sequence[object]:
    message = None if kind == "sendgrid" else (event.message_id or "").strip("<>")  # of two ids they take the other
    metadata = {name: value for name, value in event.metadata.items() if name in ADDED}
    keys = (TYPES[event.event_type], event.recipient, instant(event.timestamp))
    return (*keys, message, event.tags, metadata, event.click_url, event.user_agent, event.mta_response)


def _forged(request: Request) -> Request:
    """The request, claiming to be signed with another secret."""
    headers = {
        name: value.swapcase() if name.endswith(("signature", "authorization")) else value
        for name, value in request.headers.items()
    }
    return replace(request, headers=headers, body=request.body.replace(b'"token":"', b'"token":"0'))


def _refuses(case: Case, request: Request) -> bool:
    try:
        activities(case, request)
    except NotAuthenticated:
        return True
    return False


def _bare_time(case: Case) -> float:
    key, scheme = load_der_public_key(b64decode(case.secret)), sendgrid.SIGNATURE
    signed = [
        (b64decode(headers[scheme.signature]), headers[scheme.timestamp].encode("ascii") + request.body)
        for request in case.requests
        for headers in [request.headers]
    ]
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("not a key of SendGrid's")
    return _time(lambda pair: key.verify(*pair, ec.ECDSA(hashes.SHA256())), signed)


def _time(call: Callable[[T], object], arguments: Sequence[T]) -> float:
    """Microseconds of this thread for one call."""
    began = thread_time()
    for argument in arguments:
        call(argument)
    return (thread_time() - began) / len(arguments) * 1e6
