"""What a webhook left out is asked for, and the answer goes the way of every webhook, through the intake.

No receipts are needed: an answer's activities have ids of their own, so that what is asked twice counts once. It only
reads, so it is done in every mode.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from leadflow.application.channel import Post, RefusedForGood, TryAgain
from leadflow.application.fetch import Fetch, Fetching
from leadflow.application.grants import Tokens
from leadflow.application.parcels import parcels
from leadflow.application.ports import Actions, DeadLetters, Intake, OutsideDown, Parcel, SecretMissing, Secrets
from leadflow.application.trust import trusted
from leadflow.application.webhook import Source, Unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.sender import Sender

UNAUTHORISED = 401
"""The status by which a provider refuses a token."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question ended: so many activities and further questions, or `refused` for good, with the reason."""

    activities: int = 0
    questions: int = 0
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The senders that can be asked back, and what it takes.

    `secrets` are those by which we prove who we are, `actions` takes the questions that an answer raises.
    """

    senders: Mapping[str, Sender]
    source: Callable[[str], Source]
    secrets: Secrets
    intake: Intake
    actions: Actions
    tokens: Tokens
    post: Post
    dead_letters: DeadLetters

    def ask(self, fetch: Fetch, letter: str) -> Asked:
        """Ask, and send on what is answered; `letter` is the message that is kept where there will be no answer.

        Raises TryAgain.
        """
        try:
            return self._ended(fetch, letter)
        except OutsideDown as error:
            raise TryAgain("something of our own does not answer") from error

    def _ended(self, fetch: Fetch, letter: str) -> Asked:
        try:
            messages, questions = self._answer(fetch)
        except RefusedForGood as error:
            self.dead_letters.bury(letter, error.reason)
            return Asked(refused=error.reason)
        if questions:
            self.actions.send(questions)
        if messages:
            self.intake.send(messages)
        return Asked(sum(len(message.activities) for message in messages), len(questions))

    def _answer(self, fetch: Fetch) -> tuple[list[Parcel], list[Fetch]]:
        sender = self.senders.get(fetch.source)
        source = None if sender is None else self.source(sender.kind)
        if sender is None or not isinstance(source, Fetching):
            raise RefusedForGood(f"the lead model has no source {fetch.source} any more that can be asked")
        reply = self.post(source.request(fetch, sender, self._token(source, sender)))
        if reply.status == UNAUTHORISED:
            self.tokens.forget(sender)
        try:
            found = list(source.fetched(fetch, reply, sender))
            activities = trusted((each for each in found if isinstance(each, Activity)), sender.trust)
            questions = [replace(each, trace=fetch.trace) for each in found if isinstance(each, Fetch)]
            return list(parcels(activities, trace=fetch.trace)), questions
        except Unreadable as error:
            raise RefusedForGood(f"the answer cannot be kept: {error.message}") from error

    def _token(self, source: object, sender: Sender) -> str | None:
        if sender.token is None:
            return None
        try:
            return self.tokens.token(source, sender, self.secrets.live(sender.token)[0])
        except SecretMissing as error:
            raise TryAgain(f"the secret {sender.token} is not set") from error
