"""The page about the lead model, the model that its examples make, and what becomes of leads under it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadflow.application.replay import Replayed, replay
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.model.compile import load
from leadflow.model.document import parse
from tests.models import KINDS, did, later

ROOT: Final = Path(__file__).parents[3]
PAGE: Final = (ROOT / "docs/model.md").read_text(encoding="utf-8")
WORDING: Final = " ".join(PAGE.split())
EXAMPLES: Final = "\n".join(re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
WRITTEN: Final = parse(EXAMPLES)
POLICY: Final = load(WRITTEN.content, KINDS)

SECOND: Final = 1 / 86_400
MOMENT: Final = SECOND / 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
"""In days."""


@dataclass(frozen=True)
class Claim:
    """Words of the page, something that happened, and what they say of it: by the instant, then by name.

    A score has a value, a class its label; a lead is in a segment or not; of a signal, the measures of its occurrences.
    """

    words: str
    happened: Iterable[Activity]
    then: Mapping[Instant, Mapping[str, object]]

    def __str__(self) -> str:
        return self.words


def act(kind: str, day: float, **properties: Json) -> Activity:
    """What a lead did so many days after it was first heard of; what is the same in all is the same activity."""
    return did(f"{kind} {day} {sorted(properties.items())}", kind, later(day), properties=properties)


def stated(day: float, **traits: Json) -> Activity:
    """Traits that were then stated; `crm__renewal` is `crm.renewal`."""
    crm = {name.removeprefix("crm__"): value for name, value in traits.items() if name.startswith("crm__")}
    plain = {name: value for name, value in traits.items() if not name.startswith("crm__")}
    return did(f"stated {day} {sorted(traits)}", "identity.stated", later(day), traits={**plain, "crm": crm})


def on(day: float, **known: object) -> dict[Instant, dict[str, object]]:
    """What is so that many days after."""
    return {later(day): known}


def found(claim: Claim) -> Mapping[Instant, Mapping[str, object]]:
    """What the page's model makes of it, at the instants and under the names of the claim."""
    leads = {at: replay(POLICY, claim.happened, at)[0] for at in claim.then}
    return {at: {name: _value(leads[at], name) for name in known} for at, known in claim.then.items()}


def _value(lead: Replayed, name: str) -> object:
    if name in POLICY.scores:
        return lead.evaluation.scores[name]
    if name in POLICY.classes:
        return lead.evaluation.classes[name]
    if name in POLICY.segments:
        return name in lead.evaluation.segments
    return [sighting.measure for sighting in lead.facts.sightings(name)]
