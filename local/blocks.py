"""What Slack refuses of a message, by the limits that Slack's own library holds.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Mapping, Sequence
from typing import Final

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from leadflow.domain.json import Json

MOST_BLOCKS: Final = 50
LONGEST_TEXT: Final = 40_000


def refusal(message: Json) -> str | None:
    """What Slack's incoming webhook answers to such a message; None where it takes it.

    https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
    """
    if not isinstance(message, Mapping):
        return "invalid_payload"
    text, blocks = message.get("text"), message.get("blocks")
    if not text and not blocks:
        return "no_text"
    if isinstance(text, str) and len(text) > LONGEST_TEXT:
        return "msg_too_long"
    if blocks is None:
        return None
    if not isinstance(blocks, Sequence) or isinstance(blocks, str):
        return "invalid_blocks"
    return "invalid_blocks" if len(blocks) > MOST_BLOCKS or any(flaw(block) for block in blocks) else None


def flaw(block: Json) -> str | None:
    """What is wrong with the block; None where nothing is."""
    if not isinstance(block, Mapping):
        return "a block is an object"
    try:
        parsed = Block.parse(dict(block))
        if parsed is None:
            return f"{block.get('type')} is no type of block"
        parsed.validate_json()
    except (SlackObjectFormationError, TypeError, ValueError, KeyError, AttributeError) as error:
        return str(error)  # what the library raises on a block that is malformed, besides its own error
    return "a text is empty" if empty_text(block) else None


def empty_text(block: Json) -> bool:
    """Whether a text object in there is empty, which Slack refuses and its library does not."""
    if isinstance(block, Mapping):
        if block.get("type") in ("plain_text", "mrkdwn") and not block.get("text"):
            return True
        return any(empty_text(part) for part in block.values())
    if isinstance(block, Sequence) and not isinstance(block, str):
        return any(empty_text(part) for part in block)
    return False
