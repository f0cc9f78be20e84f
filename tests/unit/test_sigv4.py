"""Our signatures beside botocore's, byte for byte."""

from datetime import UTC, datetime
from unittest import mock

import botocore.auth
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import given
from hypothesis import strategies as st

from leadflow.adapters.settings import Keys
from leadflow.adapters.sigv4 import Scope, Unsigned, signature
from leadflow.domain.instant import instant, parse
from tests.laws.cases import law

MONDAY = parse("2026-03-02T09:00:00Z")
QUEUE = "https://sqs.eu-west-1.amazonaws.com/"
KEYS = Keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,11}", fullmatch=True)
TOLD = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)
HEADERS = st.dictionaries(NAMES.map(lambda name: f"x-{name}"), TOLD, max_size=4).filter(
    lambda headers: len({name.lower() for name in headers}) == len(headers)
)
HOSTS = st.sampled_from(
    ["sqs.eu-west-1.amazonaws.com", "127.0.0.1:4566", "localhost:443", "ssm.cn-north-1.amazonaws.com.cn", "[::1]:8080"]
)
PLACES = st.lists(st.sampled_from([".", "..", "a b", "ä", "%20", "v2", "~", "", "a*b"]), max_size=4).map("/".join)
QUERIES = st.lists(st.sampled_from(["b=2", "a=1", "a", "a=", "c=%20", "a-b=1", "a=0=1"]), max_size=3).map("&".join)
REQUESTS = st.builds(
    Unsigned,
    st.sampled_from(["GET", "POST", "PUT"]),
    st.builds(
        lambda scheme, host, place, query: f"{scheme}://{host}/{place}{query and '?'}{query}",
        st.sampled_from(["http", "https"]),
        HOSTS,
        PLACES,
        QUERIES,
    ),
    st.one_of(HEADERS, HEADERS.map(lambda headers: {**headers, "User-Agent": "who", "Host": "other.example"})),
    st.one_of(st.binary(max_size=60), TOLD.map(str.encode)),
)
PRINTED = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
CREDENTIALS = st.builds(Keys, PRINTED, PRINTED, st.none() | PRINTED)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - it is given its zone


def by_botocore(request: Unsigned, service: str, region: str, at: datetime, keys: Keys) -> dict[str, str]:
    """What botocore adds to the request's headers."""
    theirs = AWSRequest(request.method, request.url, data=request.body, headers=dict(request.headers))
    credentials = ReadOnlyCredentials(keys.access_key, keys.secret_key, keys.token)
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=at):
        SigV4Auth(credentials, service, region).add_auth(theirs)
    ours = {"authorization", "x-amz-date", "x-amz-security-token"}
    return {name.lower(): value for name, value in theirs.headers.items() if name.lower() in ours}


@law(400)
@given(
    REQUESTS, st.sampled_from(["sqs", "ssm", "ses"]), st.sampled_from(["eu-west-1", "cn-north-1"]), TIMES, CREDENTIALS
)
def test_we_sign_as_botocore_does(request: Unsigned, service: str, region: str, at: datetime, keys: Keys) -> None:
    expected = by_botocore(request, service, region, at, keys)
    assert signature(request, Scope(service, region, instant(at)), keys) == expected


@pytest.mark.parametrize(
    "other",
    [
        Unsigned("PUT", QUEUE, {"x-amz-target": "a"}, b"{}"),
        Unsigned("POST", f"{QUEUE}a", {"x-amz-target": "a"}, b"{}"),
        Unsigned("POST", QUEUE, {"x-amz-target": "b"}, b"{}"),
        Unsigned("POST", QUEUE, {"x-amz-target": "a"}, b"{ }"),
    ],
)
def test_whatever_is_sent_is_part_of_what_is_signed(other: Unsigned) -> None:
    one, scope = Unsigned("POST", QUEUE, {"x-amz-target": "a"}, b"{}"), Scope("sqs", "eu-west-1", MONDAY)
    assert signature(one, scope, KEYS)["authorization"] != signature(other, scope, KEYS)["authorization"]


def test_no_secret_stands_in_what_is_sent_or_shown() -> None:
    request = Unsigned("POST", QUEUE, {}, b"{}")
    keys = Keys("AKIDEXAMPLE", "hush", "hush-hush")
    assert "hush" not in signature(request, Scope("sqs", "eu-west-1", MONDAY), KEYS)["authorization"]
    assert "hush" not in repr(keys)
