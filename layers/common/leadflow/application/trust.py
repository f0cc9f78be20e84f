"""What a source may say: one whose secret everybody can read says nothing that only the CRM or one of us may."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.sender import Trust

OURS: Final = ("activity.", "crm.", "sales.", "track.", Kind.IDENTITY_JOINED, Kind.IDENTITY_SPLIT)
"""How types begin that only one of us may state, or a system that we trust: what counts, what was sold, who is who."""


def trusted(found: Iterable[Activity], trust: Trust) -> Iterator[Activity]:
    """The activities as a source of this trust may say them; what it may not say at all is left out."""
    for activity in found:
        if trust is Trust.SERVER:
            yield activity
        elif not activity.type.startswith(OURS):
            traits = {name: value for name, value in activity.traits.items() if name.partition(".")[0] != "crm"}
            yield replace(activity, lead=replace(activity.lead, crm_id=None), traits=traits)
