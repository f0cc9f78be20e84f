"""A message as a terminal can show it, Slack's with its looks."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.domain.json import Json
from local.plain import plain

WIDTH: Final = 88
BAR: Final = "▌ "

BOLD: Final = "\x1b[1m"
DIM: Final = "\x1b[2m"
ITALIC: Final = "\x1b[3m"
UNDERLINE: Final = "\x1b[4m"
ACCENT: Final = "\x1b[38;5;72m"
PLAIN: Final = "\x1b[0m"

STYLES: Final = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), BOLD),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), ITALIC),
)
DATE: Final = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
LINK: Final = re.compile(r"<([^|>\s]+)(?:\|([^>]+))?>")
EMOJI: Final = re.compile(r":[a-z0-9_+-]+:\s?")
ESCAPE: Final = re.compile(r"\x1b\[[0-9;]*m")
ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def render(message: Json, *, color: bool = True) -> str:
    """The message's blocks, or its words where it has none, with a bar at the left."""
    if not isinstance(message, Mapping):
        return ""
    blocks = message.get("blocks")
    if isinstance(blocks, Sequence) and not isinstance(blocks, str):
        lines = [line for block in blocks if isinstance(block, Mapping) for line in _block(block)]
    else:
        lines = list(_wrapped(plain(message)))
    while lines and not lines[-1]:
        lines.pop()
    shown = "\n".join(f"{ACCENT}{BAR if line else BAR.rstrip()}{PLAIN}{line}" for line in lines)
    return shown if color else ESCAPE.sub("", shown)


def _block(block: Mapping[str, Json]) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield f"{BOLD}{_text(block.get('text'))}{PLAIN}"
            yield ""
        case "section":
            yield from _section(block)
            yield ""
        case "context":
            for line in _wrapped("  ".join(_text(one) for one in _list(block.get("elements")))):
                yield f"{DIM}{line}{PLAIN}"
            yield ""
        case "divider":
            yield f"{DIM}{'─' * (WIDTH - len(BAR))}{PLAIN}"
        case "actions":
            yield "  ".join(f"[ {BOLD}{_button(one)}{PLAIN} ]" for one in _list(block.get("elements")))
            yield ""
        case other:
            yield f"{DIM}({other}){PLAIN}"


def _section(block: Mapping[str, Json]) -> Iterator[str]:
    if "text" in block:
        yield from _wrapped(_text(block["text"]))
    fields = [_text(one) for one in _list(block.get("fields"))]
    for left, right in zip(fields[::2], [*fields[1::2], ""], strict=False):
        yield from _beside(left, right)


def _beside(left: str, right: str) -> Iterator[str]:
    """Two texts in two columns."""
    half = (WIDTH - len(BAR)) // 2
    lefts, rights = list(_wrapped(left, half - 2)), list(_wrapped(right, half - 2))
    for row in range(max(len(lefts), len(rights))):
        one = lefts[row] if row < len(lefts) else ""
        other = rights[row] if row < len(rights) else ""
        yield f"{one}{' ' * (half - _length(one))}{other}".rstrip()


def _wrapped(text: str, width: int = WIDTH - len(BAR)) -> Iterator[str]:
    """The text's lines, none wider than the width; a list's lines hang under their first word."""
    for line in text.split("\n"):
        indent = "  " if ESCAPE.sub("", line).lstrip().startswith(("•", "-", "+", "–")) else ""  # noqa: RUF001 - dashes that senders use
        yield from _broken(line, width, indent) if _length(line) > width else [line]


def _broken(line: str, width: int, indent: str) -> list[str]:
    """The line at the width; what a terminal does not show takes no room."""
    hidden = _length(line)
    return textwrap.wrap(line, width + len(line) - hidden, subsequent_indent=indent, break_long_words=False) or [""]


def _text(piece: Json) -> str:
    """A text object's text, its markup turned into what a terminal can do."""
    if not isinstance(piece, Mapping):
        return ""
    text = EMOJI.sub("", str(piece.get("text", "")))
    if piece.get("type") == "mrkdwn":
        text = DATE.sub(r"\1", text)
        text = LINK.sub(lambda found: f"{UNDERLINE}{found[2] or found[1]}{PLAIN}", text)
        for pattern, style in STYLES:
            text = pattern.sub(rf"{style}\1{PLAIN}", text)
    for entity, letter in ENTITIES:
        text = text.replace(entity, letter)
    return text


def _button(element: Json) -> str:
    """What stands on a button, or on a list before anything of it is chosen."""
    return _text(_member(element, "text")) or f"{_text(_member(element, 'placeholder'))} ▾"


def _member(piece: Json, name: str) -> Json:
    return piece.get(name) if isinstance(piece, Mapping) else None


def _list(pieces: Json) -> Sequence[Json]:
    return pieces if isinstance(pieces, Sequence) and not isinstance(pieces, str) else ()


def _length(text: str) -> int:
    return len(ESCAPE.sub("", text))
