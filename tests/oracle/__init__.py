"""A second, naive reading of models: from scratch, over the raw list, sharing no code with the product."""

from tests.oracle.changes import next_change, next_change_of
from tests.oracle.clock import happened
from tests.oracle.evaluation import Moment, Outcome, after, contributions, evaluate, outcome
from tests.oracle.history import by_lead, understand
from tests.oracle.replay import replay
from tests.oracle.scores import AsOf
from tests.oracle.standing import NEW, Standing
from tests.oracle.step import Step, Transition, step

__all__ = [
    "NEW",
    "AsOf",
    "Moment",
    "Outcome",
    "Standing",
    "Step",
    "Transition",
    "after",
    "by_lead",
    "contributions",
    "evaluate",
    "happened",
    "next_change",
    "next_change_of",
    "outcome",
    "replay",
    "step",
    "understand",
]
