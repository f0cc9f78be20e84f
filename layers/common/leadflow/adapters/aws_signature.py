"""Requests to services of AWS that no client of its own makes: signed as the function, and sent like all others."""

from dataclasses import replace

from leadflow.adapters import clock
from leadflow.adapters.settings import Settings
from leadflow.adapters.sigv4 import Credentials, Scope, Unsigned, signature
from leadflow.application.channel import OutboundRequest, Post, Reply


class Signed:
    """Signs the requests that name a service, and makes all of them."""

    def __init__(self, post: Post, credentials: Credentials, region: str) -> None:
        self._post = post
        self._credentials = credentials
        self._region = region

    def post(self, request: OutboundRequest) -> Reply:
        """Make the request, once. Raises TryAgain where nothing answers."""
        return self._post(self._signed(request) if request.service else request)

    def _signed(self, request: OutboundRequest) -> OutboundRequest:
        unsigned = Unsigned(request.method, request.url, request.headers, request.body)
        scope = Scope(request.service, self._region, clock.now())
        return replace(request, headers={**request.headers, **signature(unsigned, scope, self._credentials)})


def signed(post: Post, settings: Settings) -> Post:
    """The way of making requests, in which those for a service of AWS are signed as we are."""
    return Signed(post, settings.credentials, settings.region).post
