"""django-anymail as its users run it: its webhook view, called with a request of Django's, told of by its signal."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from typing import Final, Protocol

from bench.normalise_bodies import Case
from leadflow.application.webhook import Request
from leadflow.domain.json import Json
from local.samples import live_secret

ANYMAIL: Final = "django-anymail"

SETTINGS: Final[Mapping[str, str]] = {
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": "sendgrid",
    "MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun",
    "WEBHOOK_SECRET": "postmark",
}
"""Its settings, each with the kind whose secret it holds."""

VIEWS: Final[Mapping[str, str]] = {
    "sendgrid": "SendGridTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
}


class Event(Protocol):
    """What anymail tells of a mail."""

    event_type: str
    recipient: str | None
    timestamp: datetime
    message_id: str | None
    tags: Sequence[str]
    metadata: Mapping[str, Json]
    click_url: str | None
    user_agent: str | None
    mta_response: str | None


def forgotten(event: Event) -> None:
    """Hears what is told and keeps nothing of it, as nothing is kept of what our sources tell."""


class Anymail:
    """The views of anymail under the secrets of our samples; there is one of it in a process."""

    def __init__(self) -> None:
        settings = import_module("django.conf").settings
        if not settings.configured:
            anymail = {name: live_secret(kind, kind) for name, kind in SETTINGS.items()}
            settings.configure(ANYMAIL=anymail, ALLOWED_HOSTS=["*"], USE_TZ=True)
            import_module("django").setup()
        self._requests = import_module("django.test").RequestFactory()
        self._tracking = import_module("anymail.signals").tracking
        self._refused = import_module("anymail.exceptions").AnymailWebhookValidationFailure

    @contextmanager
    def listening(self, heard: Callable[[Event], object]) -> Iterator[None]:
        """Hands on what is told within; that it does not like SendGrid any more is not repeated at each request."""

        def hear(event: Event, **_: object) -> None:
            heard(event)

        self._tracking.connect(hear)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
        self._tracking.disconnect(hear)

    def view(self, case: Case) -> Callable[[object], object]:
        """What Django's router calls. With a basic secret of its own only where the provider signs nothing else."""
        kind = case.sender.kind
        module = import_module(f"anymail.webhooks.{kind}")
        basic: dict[str, list[str]] = {} if kind == "postmark" else {"basic_auth": []}
        view: Callable[[object], object] = getattr(module, VIEWS[kind]).as_view(**basic)
        return view

    def request(self, request: Request) -> object:
        """The request as Django has it when it calls a view; it can be read once."""
        headers = {name: value for name, value in request.headers.items() if name != "content-type"}
        content_type = request.headers["content-type"]
        made: object = self._requests.post(request.path, request.body, content_type=content_type, headers=headers)
        return made

    def refuses(self, case: Case, request: Request) -> bool:
        """Whether the view takes the request for forged."""
        with self.listening(forgotten):
            try:
                self.view(case)(self.request(request))
            except self._refused:
                return True
        return False
