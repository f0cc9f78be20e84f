"""What a source may say: one whose secret everybody can read says nothing that only the CRM or one of us may."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.sender import Trust

OURS: Final = frozenset({Kind.ACTIVITY_VOIDED, Kind.ACTIVITY_RESTORED})
"""What only one of us may say, or a system that we trust: that an activity does not count, or does."""


def trusted(found: Iterable[Activity], trust: Trust) -> Iterator[Activity]:
    """The activities as a source of this trust may say them; what it may not say at all is left out."""
    for activity in found:
        if trust is Trust.SERVER:
            yield activity
        elif activity.type not in OURS:
            traits = {name: value for name, value in activity.traits.items() if name.partition(".")[0] != "crm"}
            yield replace(activity, lead=replace(activity.lead, crm_id=None), traits=traits)
