"""A second, naive reading of models: from scratch, over the raw list, sharing no code with the product."""

from tests.oracle.changes import next_change
from tests.oracle.evaluation import Moment, Outcome, contributions, evaluate, outcome
from tests.oracle.history import by_lead, happened, understand
from tests.oracle.replay import replay

__all__ = [
    "Moment",
    "Outcome",
    "by_lead",
    "contributions",
    "evaluate",
    "happened",
    "next_change",
    "outcome",
    "replay",
    "understand",
]
