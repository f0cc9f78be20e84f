"""What an activity says of who is who: which of its keys are the same lead's, or are not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import ANONYMOUS_ID, CRM_ID, EMAIL, STRENGTH, Key, LeadId, lead_id
from leadflow.domain.kin import Claim, Tie

MERGED = frozenset({Kind.CRM_CONTACT_MERGED, Kind.CRM_LEAD_MERGED})


@dataclass(frozen=True, slots=True)
class Link:
    """Two keys of one lead, the weaker first, each with its id, and who says so; or, `apart`, of two for ever."""

    weaker: LeadId
    weaker_key: Key
    stronger: LeadId
    stronger_key: Key
    claim: Claim
    apart: bool = False


def links(activity: Activity, secret: bytes, *, public: bool) -> Iterator[Link]:
    """What the activity says of its keys; a `public` source can only tie a device to an address.

    All weaker keys are tied to the strongest. A record that the CRM has merged is tied to the one that it became part
    of (property `into`); of `identity.split` the properties `kind` and `key` name what is to be kept apart for ever.
    """
    strongest = activity.lead.strongest
    if strongest is None:
        return
    for weaker in activity.lead.all[1:]:
        if not public or (weaker[0], strongest[0]) == (ANONYMOUS_ID, EMAIL):
            yield _link((weaker, strongest), Tie.STATED, activity, secret)
    if public:
        return
    if (merger := _merger(activity)) is not None:
        yield _link(merger, Tie.MERGED, activity, secret)
    if (split := _split(activity, strongest)) is not None:
        yield replace(_link(split, Tie.STATED, activity, secret), apart=True)


def _merger(activity: Activity) -> tuple[Key, Key] | None:
    mine, into = activity.lead.crm_id, _text(activity, "into")
    merged = activity.type in MERGED and mine and into and mine != into
    return ((CRM_ID, mine), (CRM_ID, into)) if merged and mine else None


def _split(activity: Activity, strongest: Key) -> tuple[Key, Key] | None:
    kind, value = _text(activity, "kind"), _text(activity, "key")
    split = activity.type == Kind.IDENTITY_SPLIT and value and kind in STRENGTH and (kind, value) != strongest
    return ((kind, value), strongest) if split else None


def _link(keys: tuple[Key, Key], tie: Tie, activity: Activity, secret: bytes) -> Link:
    weaker, stronger = keys
    return Link(lead_id(weaker, secret), weaker, lead_id(stronger, secret), stronger, _claim(tie, activity))


def _claim(tie: Tie, activity: Activity) -> Claim:
    return Claim(tie, activity.at, activity.id, activity.source)


def _text(activity: Activity, name: str) -> str:
    value = activity.properties.get(name)
    return value if isinstance(value, str) else ""
