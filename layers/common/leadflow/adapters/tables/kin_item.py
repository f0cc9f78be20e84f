"""What is known of a key as an attribute of its item, and back."""

import json
from typing import Final

from leadflow.domain.identity import LeadId
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.kin import Claim, Kin, Tie
from leadflow.domain.lead import Lead
from leadflow.domain.state import State

STRANGERS_KEPT: Final = Duration(90 * DAY)
"""So long after it was last looked at a visitor is kept of whom nothing is known but a number."""


def written_kin(kin: Kin) -> str | None:
    """The attribute, None where there is nothing to keep; what is empty is left out."""
    parts = {
        "key": kin.key,
        "claims": sorted(kin.claims),
        "claimed": {key: (each.tie, each.at, each.activity, each.source) for key, each in kin.claimed.items()},
        "since": kin.since,
        "members": dict(kin.members),
        "barred": sorted(kin.barred),
        "unsettled": sorted(kin.unsettled),
        "names": dict(kin.names),
        "shared": kin.shared,
    }
    kept = {name: part for name, part in parts.items() if part}
    return json.dumps(kept, separators=(",", ":")) if kept else None


def read_kin(text: str, to: str | None) -> Kin:
    """What the attribute states; `to` is the key that this one has joined, which has an attribute of its own."""
    stated = json.loads(text)
    key, since = stated.get("key"), stated.get("since")
    return Kin(
        key=None if key is None else (key[0], key[1]),
        claims=frozenset(map(LeadId, stated.get("claims", ()))),
        claimed={
            LeadId(of): Claim(Tie(tie), Instant(at), by, source)
            for of, (tie, at, by, source) in stated.get("claimed", {}).items()
        },
        to=None if to is None else LeadId(to),
        since=None if since is None else Instant(since),
        members={LeadId(each): LeadId(via) for each, via in stated.get("members", {}).items()},
        barred=frozenset(map(LeadId, stated.get("barred", ()))),
        unsettled=frozenset(map(LeadId, stated.get("unsettled", ()))),
        names=stated.get("names", {}),
        shared=stated.get("shared", False),
    )


def expiry(state: State) -> Instant | None:
    """When the item may go by itself: a visitor's of whom nothing else was stated, or of who did nothing since."""
    if state.since and state.kin == Kin() and state.lead == Lead():
        return Instant(state.evaluated_at + STRANGERS_KEPT)
    known = state.kin.claims or state.kin.claimed or state.kin.members or state.kin.barred
    strange = state.lead.keys.anonymous and state.lead.keys.anonymous_id is not None and not known
    return Instant(state.evaluated_at + STRANGERS_KEPT) if strange else None
