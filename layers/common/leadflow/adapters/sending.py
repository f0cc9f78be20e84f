"""Messages into a queue, ten at once."""

from collections.abc import Sequence
from typing import Final

from leadflow.adapters.aws_json import Ask, Declined
from leadflow.application.ports import OutsideDown
from leadflow.domain.instant import MINUTE, SECOND, Duration
from leadflow.domain.json import Json

MOST: Final = 10
"""SQS takes so many messages in one call."""

LONGEST_DELAY: Final = Duration(15 * MINUTE)
"""SQS holds no message back for longer before it is first seen."""


def send(sqs: Ask, queue_url: str, bodies: Sequence[str], delay: Duration) -> None:
    """Send at most ten messages, seen after the delay in whole seconds. Raises OutsideDown where one is not taken."""
    seconds = -(-min(max(delay, 0), LONGEST_DELAY) // SECOND)
    entries: list[Json] = [
        {"Id": str(place), "MessageBody": body, "DelaySeconds": seconds} for place, body in enumerate(bodies)
    ]
    try:
        answer = sqs("SendMessageBatch", {"QueueUrl": queue_url, "Entries": entries})
    except Declined as error:
        raise OutsideDown(str(error)) from error
    match answer:
        case {"Failed": [*failed]} if failed:  # SQS answers 200 and names what it did not take
            raise OutsideDown(f"SendMessageBatch: {len(failed)} of {len(bodies)} not taken")
