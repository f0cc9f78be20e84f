"""Messages come back from their bytes as they were, of both versions, and are small."""

import json
import zlib

from leadflow.adapters.tables.columns import written
from leadflow.adapters.tables.evidence_item import read_messages, written_messages
from leadflow.domain.evidence import Click, Message
from leadflow.domain.identity import digest
from leadflow.domain.instant import DAY, SECOND, Instant
from leadflow.domain.occurrence import Occurrence
from tests.samples import NOON, after

CLICKS = [Occurrence(digest(f"click {number}"), Instant(NOON + number * DAY), {}) for number in range(20)]
MESSAGES = {
    digest(f"mail {number}")[:12]: Message(None, {each.id: Click(each.at, "acme.example/pricing")})
    for number, each in enumerate(CLICKS)
}


def test_what_was_written_before_is_read() -> None:
    first = [["a.example", "b.example"], {"mail": [NOON, 5, 0, SECOND, 1, "loose", 0, 0], "told": [NOON, 0]}]
    message = Message(
        Instant(NOON + 5), {CLICKS[0].id: Click(Instant(NOON + SECOND), "b.example"), "loose": Click(NOON, "a.example")}
    )
    packed = zlib.compress(json.dumps(first).encode(), 9)
    assert read_messages(packed, CLICKS) == {"mail": message, "told": Message(NOON)}


def test_messages_of_every_kind_come_back() -> None:
    odd = {"no digest": Message(NOON), "": Message(NOON, {"loose": Click(after(1))}), **MESSAGES}
    assert read_messages(written_messages(odd, CLICKS), reversed(CLICKS)) == odd


def test_twenty_clicks_in_twenty_mails_are_few_bytes() -> None:
    assert len(written_messages(MESSAGES, CLICKS)) < 20 * 16


def test_numbers_alike_take_no_byte() -> None:
    assert written([7, 7, 7]) == ((7, 1, 1), b"")
    assert len(written([0, 1_000_000, 3_000_000])[1]) == 1
