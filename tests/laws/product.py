"""The product as the laws see it: a model file's content, activities as JSON and an instant in, what is said out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from leadflow.domain.activity import Activity
from leadflow.domain.evaluation import Evaluation, Facts, evaluate, valid_until
from leadflow.domain.explanation import Explanation, explain
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead, fold
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from leadflow.domain.wire import from_json
from leadflow.model.compile import load
from tests.fragments import Document
from tests.oracle.evaluation import Outcome

SOURCE_KINDS = ("form",)


@dataclass(frozen=True)
class Product:
    """The product with one compiled model."""

    model: LeadModel

    @classmethod
    def of(cls, document: Document) -> "Product":
        return cls(load(document, SOURCE_KINDS))

    def folded(self, history: Iterable[Document], now: int, lead: Lead | None = None) -> Lead:
        """The lead, or a new one, with these activities added."""
        return fold(lead or Lead(), map(read, history), self.model, Instant(now))

    def facts(self, lead: Lead, now: int, standing: Collection[str] = ()) -> Facts:
        """The lead as conditions see it, having last been in these segments."""
        since = dict.fromkeys(standing, Instant(0))
        return Facts(self.model, lead, Standing(segments=since), Instant(now))

    def evaluation(self, lead: Lead, now: int, standing: Collection[str] = ()) -> Evaluation:
        return evaluate(self.facts(lead, now, standing))

    def outcome(self, lead: Lead, now: int, standing: Collection[str] = ()) -> Outcome:
        """What it says of the lead, in the oracle's words."""
        found = self.evaluation(lead, now, standing)
        return {
            "scores": dict(found.scores),
            "segments": list(found.segments),
            "classes": dict(found.classes),
        }

    def valid_until(self, lead: Lead, now: int, standing: Collection[str] = ()) -> int | None:
        return valid_until(self.facts(lead, now, standing))

    def explanations(self, lead: Lead, now: int) -> Mapping[str, Explanation | None]:
        facts = self.facts(lead, now)
        return {name: explain(facts, name) for name in self.model.scores}


def read(document: Document) -> Activity:
    """The activity that the JSON states."""
    return from_json(document)
