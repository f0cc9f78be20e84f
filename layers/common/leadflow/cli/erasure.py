"""What an erasure finds, does and leaves, as people and as programs read it."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from leadflow.application.afterlife import REMAINS, Foreseen, elsewhere, expiry
from leadflow.application.erase import NEAR
from leadflow.application.who import written
from leadflow.application.whom import Subject
from leadflow.cli.naming import shown
from leadflow.cli.table import table
from leadflow.domain.instant import Instant, iso, minute, parse
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wording import clean, counted

_WORDS = {NEAR: "leads and devices that named them"}


@dataclass(frozen=True, slots=True)
class Report:
    """Prints as it goes: what was found is told before anything is erased, since it cannot be found again after."""

    model: LeadModel
    now: Instant
    as_json: bool

    def nobody(self, why: str) -> None:
        """Nobody is to be erased."""
        print(json.dumps({"erased": []}) if self.as_json else why)

    def untouched(self) -> None:
        """Nothing was done."""
        if not self.as_json:
            print("Nothing was erased.")

    def before(self, subjects: Sequence[Subject], ahead: Foreseen) -> None:
        """What there is."""
        if self.as_json:
            found: dict[str, Json] = {"stores": dict(ahead.counts), "sent": [asdict(each) for each in ahead.sent]}
            print(json.dumps({"found": [_named(each) for each in subjects], **found}), flush=True)
            return
        for each in subjects:
            print(*_who(each), sep="\n")
        rows = [(name, f"{count:,}") for name, count in ahead.counts.items() if count]
        print(*(table(rows, right=(1,)) if rows else ["  nothing is kept of them"]), sep="\n", flush=True)

    def after(self, subjects: Sequence[Subject], ahead: Foreseen, done: Counter[str]) -> None:
        """What is gone, what goes when, and what cannot be called back."""
        if self.as_json:
            print(json.dumps(self._document(subjects, ahead, done)))
            return
        gone = ", ".join(f"{_WORDS.get(name, name)} {count:,}" for name, count in done.items() if count)
        print(f"Erased{': ' + gone if gone else ''}. A tombstone drops what is heard of them from now on.")
        print("", "What goes by itself:", *self._remains(), sep="\n")
        if ahead.sent:
            print("", "What was sent and cannot be called back:", *_sent(ahead), sep="\n")
        if outside := [line for each in subjects for line in elsewhere(each, self.model)]:
            print("", "To be done by hand:", *(f"  {clean(line, len(line))}" for line in outside), sep="\n")

    def _remains(self) -> Iterator[str]:
        return table([(name, f"by {minute(expiry(name, self.now))}", what) for name, (_, what) in REMAINS.items()])

    def _document(self, subjects: Sequence[Subject], ahead: Foreseen, done: Counter[str]) -> dict[str, Json]:
        return {
            "erased": [_named(each) for each in subjects],
            "at": iso(self.now),
            "stores": dict(done),
            "expires": {name: {"by": iso(expiry(name, self.now)), "what": REMAINS[name][1]} for name in REMAINS},
            "sent": [asdict(each) for each in ahead.sent],
            "by_hand": [line for each in subjects for line in elsewhere(each, self.model)],
        }


def _who(subject: Subject) -> Iterator[str]:
    names = ", ".join(map(shown, subject.keys)) or f"lead {subject.state.id}"
    if subject.tombstone is not None:
        rest = "" if subject.tombstone.finished else ", and not to the end"
        yield f"{names}: erased on {minute(subject.tombstone.at)} already{rest}"
    elif subject.state.version:
        yield f"{names}: one lead, {counted(len(subject.states), 'key')}"
    else:
        yield f"{names}: no lead of the stack has this key; nothing of it is to be taken in from now on"


def _named(subject: Subject) -> dict[str, Json]:
    erased = None if subject.tombstone is None else iso(subject.tombstone.at)
    keys = [written(key) for key in subject.keys]
    return {
        "asked": written(subject.asked) if subject.asked[0] else None,
        "leads": list(subject.ids),
        "keys": keys,
        "erased_at": erased,
    }


def _sent(ahead: Foreseen) -> Iterator[str]:
    return table([(minute(parse(each.at)), clean(each.destination), clean(each.automation)) for each in ahead.sent])
