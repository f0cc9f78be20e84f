"""Activities and instants that the examples of the oracle are made of."""

from tests.oracle.clock import duration, instant, iso
from tests.oracle.evaluation import Outcome, evaluate
from tests.oracle.matching import Document
from tests.oracle.standing import NEW, Standing

START = instant("2025-06-10T00:00:00Z")
SECOND = duration("1 second")
HOUR = duration("1 hour")
DAY = duration("1 day")
CLICK = {"activity": "email.clicked"}


def did(name: str, at: int = START, **more: object) -> Document:
    """What Ann did: a click where nothing else is said."""
    about = {"lead": {"email": "ann@acme.example"}, "source": "site", "type": "email.clicked"}
    return {"id": name, "occurred_at": iso(at), **about, **more}


def known(at: int = START, **traits: object) -> Document:
    """What some source says of Ann."""
    return did("known", at, type="identity.stated", traits=traits)


def asked(test: Document, *history: Document, at: int, standing: Standing = NEW, **sections: object) -> bool:
    """Whether the test holds of that history."""
    model = {"signals": {"c": CLICK}, **sections, "segments": {"s": test}}
    return evaluate(model, history, at, standing)["segments"] == ["s"]


def scored(score: Document, *history: Document, at: int, **signals: object) -> float | None:
    """The score of that history."""
    outcome: Outcome = evaluate({"signals": {"c": CLICK, **signals}, "scores": {"s": score}}, history, at)
    return outcome["scores"]["s"]
