"""The test cases of a lead model: files beside it, read, checked against it, and brought to instants."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from leadflow.domain.activity import Activity
from leadflow.domain.case import Case, Checkpoint
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.model import errors
from leadflow.model.case_sentences import NONE, CaseSentence, CasesFile, GivenSentence, ThenSentence
from leadflow.model.document import parse
from leadflow.model.levels import Bounded
from leadflow.model.mistakes import BadModel, Lines, Mistake, Place, instead, mistake
from leadflow.model.moments import at
from leadflow.model.sentences import Mention

SOMEBODY: Final = Keys(user_id="somebody")
"""A case speaks of nobody's address, so that no address that the model ignores keeps it out."""
SOURCE: Final = "test"
"""The source of an activity, where a case names none."""

_CALLED: Final[Mapping[str, str]] = {
    "automations": "automation",
    "classes": "class",
    "scores": "score",
    "segments": "segment",
    "signals": "signal",
    "sources": "source",
}


def beside(model: Path) -> Path:
    """Where the cases of the model file stand: leadflow.yaml has leadflow.test.yaml."""
    return model.with_name(f"{model.stem}.test{model.suffix}")


def read(path: Path, model: LeadModel) -> tuple[Case, ...]:
    """The cases in the file. Raises BadModel, which names everything that is wrong with it, and OSError."""
    document = parse(path.read_bytes())
    try:
        file = CasesFile.model_validate(document.content)
    except ValidationError as error:
        raise BadModel(list(errors.mistakes(error.errors(), document.content, document.lines))) from error
    cases, wrong = [], list(_unknown(file, model, document.lines))
    for place, each in enumerate(file.cases):
        reader = _Reader(each, ("cases", place), model, document.lines)
        cases.append(reader.case())
        wrong += reader.mistakes
    if wrong:
        raise BadModel(sorted(wrong, key=lambda each: each.line or 0))
    return tuple(cases)


def named_segments(path: Path) -> frozenset[str]:
    """The segments that the cases in the file speak of; none where it is missing or cannot be read."""
    try:
        file = CasesFile.model_validate(parse(path.read_bytes()).content)
    except (OSError, BadModel, ValidationError):
        return frozenset()
    return frozenset(each.name for case in file.cases for each in case.mentions() if each.section == "segments")


@dataclass(slots=True)
class _Reader:
    """Brings one case to instants, noting what is wrong with it."""

    written: CaseSentence
    place: Place
    model: LeadModel
    lines: Lines
    mistakes: list[Mistake] = field(default_factory=list)

    def case(self) -> Case:
        activities = sorted(self._activities(), key=lambda each: each.at)
        last = activities[-1].at if activities else Instant(0)
        return Case(self.written.name, self.lines.get(self.place), tuple(activities), tuple(self._checkpoints(last)))

    def _activities(self) -> Iterator[Activity]:
        now: Instant | None = None
        for place, each in enumerate(self.written.given):
            now = self._instant(each, now, ("given", place))
            for turn in range(each.times):
                now = Instant(now + (each.every or 0) * (turn > 0))
                yield self._activity(each, now, f"given {place + 1}" + (f".{turn + 1}" if each.times > 1 else ""))

    def _activity(self, each: GivenSentence, now: Instant, name: str) -> Activity:
        return Activity(
            each.id or name,
            SOMEBODY,
            each.activity,
            now,
            now,
            each.source or SOURCE,
            each.told,
            each.traits,
            each.machine,
        )

    def _checkpoints(self, last: Instant) -> Iterator[Checkpoint]:
        before: Instant | None = None
        for place, each in enumerate(self.written.then):
            here = ("then", place)
            timeless = each.at is None and each.after is None
            now = last if timeless else self._instant(each, last if before is None else before, here)
            if before is not None and now <= before:
                self._refuse(here, "this is no later than the moment before: at or after is needed, and a later one")
            before = now
            yield self._checkpoint(each, now, self.lines.get(_written((*self.place, *here), self.lines)))

    def _checkpoint(self, each: ThenSentence, now: Instant, line: int | None) -> Checkpoint:
        return Checkpoint(
            now,
            line,
            {name: wanted.bounds if isinstance(wanted, Bounded) else wanted for name, wanted in each.scores.items()},
            each.in_,
            each.not_in,
            {name: None if label == NONE else label for name, label in each.classes.items()},
            each.alerts,
            each.taken_back,
            tuple(trigger.compiled() for trigger in each.transitions),
        )

    def _instant(self, each: GivenSentence | ThenSentence, before: Instant | None, place: Place) -> Instant:
        if each.at is not None:
            return at(each.at, self.model.calendar.zone)
        if before is None:
            self._refuse((*place, "after"), "the first activity has none before it: at (day 1 09:00) is needed")
        return Instant((before or 0) + (each.after or Duration(0)))

    def _refuse(self, place: Place, message: str) -> None:
        self.mistakes.append(mistake(_written((*self.place, *place), self.lines), message, self.lines))


def _written(place: Place, lines: Lines) -> Place:
    """The place as it is in the file, where a list of one may stand without being a list."""
    found: Place = ()
    for part in place:
        if not isinstance(part, int) or (*found, part) in lines:
            found = (*found, part)
    return found


def _unknown(file: CasesFile, model: LeadModel, lines: Lines) -> Iterator[Mistake]:
    """Names that the model does not have."""
    for place, case in enumerate(file.cases):
        for each in case.mentions():
            known = _known(each, model)
            if each.name not in known:
                yield mistake(_written(("cases", place, *each.place), lines), _missing(each, list(known)), lines)


def _known(each: Mention, model: LeadModel) -> Collection[str]:
    match each.section:
        case "sources":
            return model.senders
        case "traits":
            return [each.name] if model.keeps(each.name) else model.traits
        case "signals":
            return model.signals
        case "automations" | "classes" | "scores" | "segments":
            found: Mapping[str, object] = getattr(model, each.section)
            return found
        case _:
            labelled = model.classes.get(each.section.removeprefix("classes."))
            return [each.name] if labelled is None else [label for label, _ in labelled.labels]


def _missing(each: Mention, known: list[str]) -> str:
    if each.section == "traits":
        return f"nothing in the model looks at the trait {each.name}; {instead(each.name, known)}"
    if each.section in _CALLED:
        return f"the model has no {_CALLED[each.section]} {each.name}; {instead(each.name, known)}"
    return f"the class {each.section.removeprefix('classes.')} has no label {each.name}; {instead(each.name, known)}"
