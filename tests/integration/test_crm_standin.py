"""What every stand-in for a CRM can do: answer, fail as it is asked to, keep a pace, keep a log."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from time import monotonic

import pytest
import urllib3
from urllib3.exceptions import ProtocolError

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Failure, Refusal, Route, route, said
from local.crm.limit import Limit
from local.crm.standin import Standin


class Ledger:
    """A CRM that lets everybody in who names themselves, and counts what it has done."""

    def __init__(self) -> None:
        self.done = 0

    @property
    def routes(self) -> Sequence[Route]:
        return (route("PATCH", "/records/{name}", self.write), route("GET", "/records({name})", self.read))

    def admit(self, asked: Asked) -> None:
        if not (asked.bearer or asked.basic):
            raise Refusal(said(401, "who?"))

    def failed(self, asked: Asked, failure: Failure) -> Answered:
        waits = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
        return said(failure.status, [asked.path, failure.reason], waits)

    def missing(self, asked: Asked) -> Answered:
        return said(404, asked.path)

    def write(self, asked: Asked) -> Answered:
        self.done += 1
        return said(200, {"name": asked.parts["name"], "written": asked.json()})

    def read(self, asked: Asked) -> Answered:
        who: Json = asked.bearer or [*(asked.basic or ())]
        return said(200, [asked.parts["name"], who, dict(asked.parameters), [*asked.repeated("x")], asked.place])


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def standin(ledger: Ledger) -> Iterator[Standin]:
    with Standin(ledger) as serving:
        yield serving


def call(standin: Standin, method: str, path: str, body: str = "", who: str = "Bearer me") -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager(retries=False) as pool:
        return pool.request(method, f"{standin.url}{path}", body=body, headers={"Authorization": who})


def test_a_route_s_parts_are_decoded_and_what_no_route_fits_is_missing(standin: Standin) -> None:
    assert call(standin, "PATCH", "/records/a%40b%2Fc", "[1]").json() == {"name": "a@b/c", "written": [1]}
    assert call(standin, "GET", "/records(7)?x=1&x=2").json() == ["7", "me", {"x": "2"}, ["1", "2"], standin.place]
    for method, path in (("PATCH", "/records/a/b"), ("GET", "/records/a"), ("DELETE", "/records/a")):
        assert call(standin, method, path).status == 404


def test_who_asks_is_known_by_token_or_by_password(standin: Standin) -> None:
    basic = f"Basic {b64encode(b'ada:se:cret').decode()}"
    assert call(standin, "GET", "/records(7)", who=basic).json()[1] == ["ada", "se:cret"]
    for nobody in ("", "Bearer", "Basic ???", "Basic YWRh"):
        assert call(standin, "GET", "/records(7)", who=nobody).status == 401


def test_it_fails_the_next_requests_in_the_crm_s_own_words(standin: Standin, ledger: Ledger) -> None:
    standin.fail(Failure(503, retry_after=9, reason="down"), times=2, after=1)
    found = [call(standin, "PATCH", "/records/a", "1") for _ in range(4)]
    assert [each.status for each in found] == [200, 503, 503, 200]
    assert (found[1].json(), found[1].headers["retry-after"]) == (["/records/a", "down"], "9")
    assert ledger.done == 2
    standin.fail(Failure(), times=5)
    assert standin.failures == 5
    standin.recover()
    assert call(standin, "PATCH", "/records/a", "1").status == 200


def test_what_was_done_may_go_unanswered(standin: Standin, ledger: Ledger) -> None:
    standin.fail(Failure(done=True, silent=True))
    with pytest.raises(ProtocolError):
        call(standin, "PATCH", "/records/a", "1")
    assert ledger.done == 1
    assert [each.status for each in standin.calls] == [None]


def test_a_failure_may_take_its_time(standin: Standin) -> None:
    standin.fail(Failure(delay=0.05))
    began = monotonic()
    assert call(standin, "GET", "/records(7)").status == 500
    assert monotonic() - began >= 0.05


def test_a_pace_is_kept_within_its_seconds() -> None:
    now = [0.0]
    limit = Limit(2, 10, clock=lambda: now[0])
    assert [limit.take(), limit.take(), limit.take()] == [None, None, 10.0]
    now[0] = 9.0
    assert limit.take() == 1.0
    now[0] = 10.0
    assert limit.take() is None


def test_who_is_too_quick_is_told_how_long_to_wait(standin: Standin) -> None:
    standin.limit = Limit(1, 30)
    assert call(standin, "GET", "/records(7)").status == 200
    refused = call(standin, "GET", "/records(7)")
    assert (refused.status, refused.headers["retry-after"]) == (429, "30")
