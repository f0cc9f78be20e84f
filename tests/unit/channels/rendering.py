"""A Slack message as a person reads it, for golden files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict


class Text(TypedDict):
    """A text object of Block Kit."""

    type: str
    text: str


class Block(TypedDict, total=False):
    """The parts of a block that hold text."""

    type: str
    block_id: str
    text: Text
    fields: Sequence[Text]
    elements: Sequence[Text]


class Body(TypedDict):
    """What is posted."""

    text: str
    blocks: Sequence[Block]


def readable(body: Body) -> str:
    """The notification, then the blocks with an empty line in between."""
    return "\n\n".join([body["text"], *("\n".join(_lines(block)) for block in body["blocks"])]) + "\n"


def texts(body: Body) -> Iterator[str]:
    """Every text of the message that Slack reads as its markup."""
    yield body["text"]
    for block in body["blocks"]:
        for text in (*_own(block), *block.get("fields", ()), *block.get("elements", ())):
            if text["type"] == "mrkdwn":
                yield text["text"]


def _lines(block: Block) -> Iterator[str]:
    for text in _own(block):
        yield f"# {text['text']}" if block["type"] == "header" else _shown(text["text"])
    for field in block.get("fields", ()):
        yield _shown(field["text"].replace("*\n", ":* "))
    for element in block.get("elements", ()):
        yield _shown(element["text"])


def _own(block: Block) -> Sequence[Text]:
    return [block["text"]] if "text" in block else []


def _shown(text: str) -> str:
    """Links and dates by what stands for them, marks as they are, entities as the letters."""
    plain = re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", text)
    entities: Mapping[str, str] = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
    return re.sub("&(lt|gt|amp);", lambda entity: entities[entity[0]], plain)
