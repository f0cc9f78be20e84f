"""Salesforce's usual client in Python, as it is, before the stand-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce, SFType

from local.crm.salesforce.provider import Salesforce as Provider
from local.crm.salesforce.seed import seed
from local.crm.standin import Standin


class Loopback(HTTPAdapter):
    """Takes every call to the stand-in: the client speaks to https addresses only."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place

    def send(self, request: requests.PreparedRequest, **more: object) -> requests.Response:  # type: ignore[override]  # what is handed on
        _, _, rest = str(request.url).removeprefix("https://").partition("/")
        request.url = f"http://{self._place}/{rest}"
        return super().send(request, **more)  # type: ignore[arg-type]  # what was handed in


@dataclass(frozen=True)
class Talk:
    """The stand-in with its seed, and the client that has a session there."""

    provider: Provider
    standin: Standin
    session: requests.Session
    client: Salesforce

    def of(self, name: str) -> SFType:
        """The client's way to the records of an object."""
        found = getattr(self.client, name)
        assert isinstance(found, SFType)
        return found

    def count(self, rest: str) -> int:
        """How many there are: `Lead WHERE ...`."""
        found = self.client.query(f"SELECT COUNT() FROM {rest}")["totalSize"]  # noqa: S608 - of a stand-in
        assert isinstance(found, int)
        return found


@contextmanager
def talking() -> Iterator[Talk]:
    """The stand-in runs and the client speaks with it."""
    provider = Provider()
    seed(provider.org)
    with Standin(provider) as standin, requests.Session() as session:
        session.mount("https://", Loopback(standin.place))
        place, token = f"https://{standin.place}", provider.login.session()
        yield Talk(
            provider,
            standin,
            session,
            Salesforce(instance_url=place, session_id=token, session=session, version="60.0"),
        )


def codes(error: pytest.ExceptionInfo[Exception]) -> list[str]:
    """The codes of the errors that came."""
    return [each["errorCode"] for each in error.value.content]  # type: ignore[attr-defined]  # the client's own
