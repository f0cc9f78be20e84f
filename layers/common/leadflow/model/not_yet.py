"""Words that this release checks and does not act on: whoever writes them is told."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Final

from leadflow.domain.json import Json
from leadflow.model.mistakes import Lines, Mistake, Place, mistake

_ANY: Final = "*"

# The place of each such word, and what that means until a release acts on it: taking an entry out is all it needs.
NOT_YET: Final[Mapping[Place, str]] = {
    ("accounts",): "leads are judged one by one, not company by company",
    ("tracks",): "no email tool is told of them",
    ("routing",): "no lead gets an owner by it",
    ("team",): "hours, capacity and absence are not looked at",
    ("campaigns",): "nothing is reported on them",
    ("crm",): "nothing is read from the CRM or written to it",
    ("automations", _ANY, "at_most"): "only `cooldown` limits how often it runs",
    ("automations", _ANY, "hours"): "messages go out at any hour",
    ("automations", _ANY, "do", _ANY, "assign"): "no owner is chosen",
    ("automations", _ANY, "do", _ANY, "crm"): "nothing is written to the CRM",
    ("automations", _ANY, "do", _ANY, "enrol"): "nobody is put on a track",
    ("automations", _ANY, "do", _ANY, "withdraw"): "nobody is taken off a track",
    ("channels", _ANY, "teams"): "nothing is sent to Teams",
    ("channels", _ANY, "email"): "no mail is sent to it",
    ("channels", _ANY, "webhook"): "nothing is posted to it",
}

SOURCES: Final = ("hubspot", "salesforce", "pipedrive", "dynamics")
"""Kinds of source that a model may name before a release hears them."""


def doubts(content: Mapping[str, Json], kinds: Collection[str], lines: Lines) -> Iterator[Mistake]:
    """One for each such word, where it first stands, and for each source that is none of these kinds."""
    for pattern, meanwhile in NOT_YET.items():
        for place, _ in islice(_fitting(content, pattern), 1):
            message = f"this release checks `{place[-1]}` but does not act on it yet: {meanwhile}"
            yield mistake(place, message, lines, warning=True)
    for place, kind in _fitting(content, ("sources", _ANY, "kind")):
        if kind in SOURCES and kind not in kinds:
            message = f"this release does not hear {kind} yet: what it sends to {place[1]} is refused"
            yield mistake(place, message, lines, warning=True)


def _fitting(content: Json, pattern: Place) -> Iterator[tuple[Place, Json]]:
    """The places that the pattern fits, in the order of the file, and what stands there."""
    if not pattern:
        yield (), content
        return
    for word, part in _parts(content):
        if pattern[0] in (_ANY, word):
            yield from (((word, *place), found) for place, found in _fitting(part, pattern[1:]))


def _parts(content: Json) -> Iterator[tuple[str | int, Json]]:
    if isinstance(content, Mapping):
        yield from content.items()
    elif isinstance(content, list):
        yield from enumerate(content)
