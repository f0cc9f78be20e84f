"""All that is kept of a lead, part by part, for whoever has the right to read it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from leadflow.application.conflicts import UNKNOWN, conflicts
from leadflow.application.erase import Eraser
from leadflow.application.whom import Subject, whom
from leadflow.domain.evaluation import evaluate
from leadflow.domain.instant import Instant, iso
from leadflow.domain.json import Json
from leadflow.domain.lead import Register
from leadflow.domain.state import State

Part = Mapping[str, Json]

PART: Final = "part"
"""The field that says what a part is."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Tells all that the stores of the eraser keep of one lead; what it shows is what an erasure takes away."""

    eraser: Eraser
    subject: Subject
    now: Instant

    def parts(self) -> Iterator[Part]:
        """One part after the other; timelines, which can be long, are read on the way. Raises OutsideDown."""
        state = self.subject.state
        if state.version and not state.gone:
            yield self._standing(state)
            for each in self.subject.states:
                yield from self._known(each)
            yield from self._differing(state)
        for lead in self.subject.ids:
            for name in sorted(self.eraser.lister.lists.card(lead, fresh=True).lists):
                yield {PART: "list", "list": name, "lead": lead}
        meant = whom(self.eraser.archive, [self.subject])
        for name, store in self.eraser.stores.items():
            yield from ({PART: name, **each} for each in store.show(meant))

    def _standing(self, state: State) -> Part:
        facts = self.eraser.archive.facts(state, self.now)
        found = evaluate(facts)
        return {
            PART: "standing",
            "at": iso(facts.now),
            "first_seen": _iso(state.lead.first_seen),
            "erase_requested": _iso(state.lead.erase_requested),
            "scores": found.scores,
            "segments": list(found.segments),
            "classes": found.classes,
            "in_segments_since": {name: iso(at) for name, at in state.standing.segments.items()},
            "told_by": {name: iso(at) for name, at in state.standing.alerts.items()},
        }

    def _known(self, state: State) -> Iterator[Part]:
        """What is known under one of the lead's keys, by what came under it before it joined the lead, and since."""
        kind, value = state.kin.key or state.lead.keys.strongest or ("", "")
        lead: Part = {"lead": state.id, "kind": kind, "value": value}
        for said, registers in (("trait", state.lead.traits), ("word", state.lead.voids)):
            for name, register in registers.items():
                yield {PART: said, **lead, "name": name, **self._said(register)}
        for each in state.lead.occurrences.values():
            signals = {name: asdict(seen) for name, seen in each.signals.items()}
            told: Part = {"activity": each.id, "at": iso(each.at), "signals": signals, "machine": each.machine or None}
            yield {PART: "occurrence", **lead, **told}
        for name, message in state.lead.messages.items():
            clicks = {of: {"at": iso(click.at), "url": click.url} for of, click in message.clicks.items()}
            yield {PART: "mail", **lead, "mail": name, "delivered": _iso(message.delivered), "clicks": clicks}

    def _said(self, register: Register) -> Part:
        names = {sender.rank: name for name, sender in self.eraser.archive.model.senders.items()}
        by = names.get(register.rank, UNKNOWN)
        return {"said": register.value, "at": iso(register.at), "source": by, "activity": register.id}

    def _differing(self, state: State) -> Iterator[Part]:
        for each in conflicts(state, self.eraser.archive.model):
            ours, theirs = each.ours.value, each.theirs.value
            yield {PART: "conflict", "field": each.term, "ours": ours, "crm": theirs, "holds": str(each.holds)}


def _iso(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
