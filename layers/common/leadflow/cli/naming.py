"""How people name a lead at the command line: by its address, or by another key with its kind."""

import sys
from collections.abc import Iterator
from typing import Final

from leadflow.application.archive import Archive
from leadflow.application.who import home as home_of
from leadflow.application.who import written
from leadflow.cli.failure import Failure
from leadflow.domain.identity import EMAIL, STRENGTH, Key, NoAddress, address
from leadflow.domain.wording import clean

HELP: Final = "the lead's email address, or another key of it such as crm_id:123, user_id:u1, anonymous_id:x"


def key(text: str) -> Key:
    """The key as leads are known by it. Raises Failure where the text is neither an address nor kind:value."""
    kind, colon, value = text.partition(":")
    if colon and kind in STRENGTH and value.strip() and kind != EMAIL:
        return kind, value
    try:
        return EMAIL, address(text.removeprefix(f"{EMAIL}:"))
    except NoAddress as error:
        others = ", ".join(f"{each}:…" for each in STRENGTH[1:])
        raise Failure(f"{text!r} is no email address, nor one of {others}", code=2) from error


def shown(of: Key) -> str:
    """The key on one line, whatever its sender put into it."""
    return clean(written(of), len(written(of)))


def moved(asked: Key, home: Key) -> Iterator[str]:
    """One line where the lead lives under another key than it was asked for by."""
    if asked != home:
        yield f"{shown(asked)}: this lead lives under {shown(home)} now"


def follow(archive: Archive, email: str) -> None:
    """Say on the side where the lead with the address lives under another key. Raises NobodyKnown, OutsideDown."""
    state = archive.state(email)
    for line in moved((EMAIL, email), home_of(state)) if state.id != archive.id(email) else ():
        print(line, file=sys.stderr)
