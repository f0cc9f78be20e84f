"""The product as the laws see it: a model file's content, activities as JSON and an instant in, what is said out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leadflow.domain.activity import Activity
from leadflow.domain.classes import SetBack, set_back
from leadflow.domain.correction import must_look_back, refold
from leadflow.domain.evaluation import evaluate, stood, valid_until
from leadflow.domain.explanation import Explanation, explain
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import News
from leadflow.domain.response import Arrival, respond
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from leadflow.domain.wire import from_json
from leadflow.model.compile import load
from tests import oracle
from tests.fragments import Document
from tests.models import KINDS


@dataclass(frozen=True)
class Product:
    """The product with one compiled model."""

    model: LeadModel

    @classmethod
    def of(cls, document: Document) -> "Product":
        return cls(load(document, KINDS))

    def folded(
        self, history: Iterable[Document], now: int, lead: Lead | None = None, past: Iterable[Document] = ()
    ) -> Lead:
        """The lead, or a new one, with these activities added to the past ones."""
        before, activities = lead or Lead(), read(history)
        found = fold(before, activities, self.model, Instant(now))
        if must_look_back(before, found, activities):
            return refold(found, read([*past, *history]), self.model, Instant(now))
        return found

    def facts(
        self, lead: Lead, now: int, standing: oracle.Standing = oracle.NEW, news: Iterable[Document] = ()
    ) -> Facts:
        """The lead as conditions see it, whose standing was this before these activities."""
        before = stand(standing)
        found = (each for each in map(set_back, read(news)) if each is not None)
        new = [one for one in found if before.set_back is None or (one.at, one.activity) > before.set_back]
        return Facts(self.model, lead, before, Instant(now), sorted(new, key=_order))

    def explanations(self, facts: Facts) -> Mapping[str, Explanation | None]:
        return {name: explain(facts, name) for name in self.model.scores}

    def begun(self) -> "Course":
        """A lead of which nothing is known yet."""
        return Course(self.model, State(LeadId("A" * 22)))


@dataclass
class Course:
    """A lead on its way from one evaluation to the next."""

    model: LeadModel
    state: State

    def take(self, new: Sequence[Document], past: Sequence[Document], now: int) -> tuple[News, ...]:
        """Evaluate it with these new activities, and return what is published."""
        response = respond(self.model, self.state, Arrival(read(new)), Instant(now))
        if response.look_back:
            response = respond(self.model, self.state, Arrival(read(new), read([*past, *new])), Instant(now))
        self.state = replace(response.state, version=1)
        return response.news


def outcome(facts: Facts) -> oracle.Outcome:
    """What it says of the lead, in the oracle's words."""
    found = evaluate(facts)
    return {
        "scores": dict(found.scores),
        "segments": list(found.segments),
        "classes": dict(found.classes),
    }


def answer(facts: Facts) -> tuple[object, ...]:
    """What must not change while an answer holds."""
    found = evaluate(facts)
    return found.segments, found.classes, found.blocked


def later(facts: Facts, now: int) -> Facts:
    """The same lead at a later instant, after the evaluation of these facts."""
    return facts.moved(stood(facts, evaluate(facts)), Instant(now))


def lasting(facts: Facts) -> int | None:
    """Until when the answer holds."""
    return valid_until(facts)


def read(history: Iterable[Document]) -> list[Activity]:
    """The activities that the JSON states."""
    return [from_json(document) for document in history]


def stand(standing: oracle.Standing) -> Standing:
    """The oracle's standing in the product's words."""
    return Standing(
        segments={name: Instant(since) for name, since in standing.segments.items()},
        classes={name: label for name, label in standing.classes.items() if label is not None},
        blocked={name: tuple(labels) for name, labels in standing.blocked.items()},
        set_back=None if standing.set_back is None else (Instant(standing.set_back[0]), standing.set_back[1]),
    )


def stands(standing: Standing) -> tuple[object, ...]:
    """What both say of a standing, to be compared."""
    blocked = {name: frozenset(labels) for name, labels in standing.blocked.items() if labels}
    return dict(standing.segments), dict(standing.classes), blocked, standing.set_back


def _order(one: SetBack) -> tuple[int, str]:
    return one.at, one.activity
