"""Requests to services of AWS that no client of its own makes: signed as the function, and sent like all others."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from leadflow.application.channel import OutboundRequest, Post, Reply, TryAgain

_OURS: Final = frozenset({"authorization", "x-amz-date", "x-amz-security-token"})
"""The headers that a signature adds."""


class Signed:
    """Signs the requests that name a service, and makes all of them.

    `credentials` are asked for at each, since they are renewed while a function lives.
    """

    def __init__(self, post: Post, credentials: Callable[[], Credentials | None], region: str) -> None:
        self._post = post
        self._credentials = credentials
        self._region = region

    def post(self, request: OutboundRequest) -> Reply:
        """Make the request, once. Raises TryAgain where nothing answers, or there is nothing to sign with."""
        return self._post(self._signed(request) if request.service else request)

    def _signed(self, request: OutboundRequest) -> OutboundRequest:
        credentials = self._credentials()
        if credentials is None:
            raise TryAgain("there are no credentials to sign with")
        signing = AWSRequest(request.method, request.url, data=request.body, headers=dict(request.headers))
        SigV4Auth(credentials.get_frozen_credentials(), request.service, self._region).add_auth(signing)
        added = {name.lower(): value for name, value in signing.headers.items() if name.lower() in _OURS}
        return replace(request, headers={**request.headers, **added})


def signed(post: Post) -> Post:
    """The way of making requests, in which those for a service of AWS are signed as we are."""
    session = boto3.Session()
    return Signed(post, session.get_credentials, session.region_name or "").post
