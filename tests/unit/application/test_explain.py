import pytest

from leadflow.application.explain import NobodyKnown, account, stored
from leadflow.domain.identity import lead_id
from leadflow.domain.instant import Instant, parse
from leadflow.domain.response import respond
from leadflow.domain.state import State
from tests.fakes import MemoryLeads
from tests.models import ADA, MONDAY, did, facts, later, model

KEY = b"the deployment's own"
POLICY = model(
    signals={"demo": {"activity": "form.submitted"}},
    scores={
        "readiness": {"half_life": "10 days", "points": {"demo": 80}},
        "fit": {"traits": [{"when": {"trait": "title", "is": "ceo"}, "points": 30}]},
    },
    segments={"hot": {"score": "readiness", "above": 75}},
)


def kept(at: Instant) -> MemoryLeads:
    leads = MemoryLeads()
    state = State(lead_id(("email", str(ADA.email)), KEY))
    leads.commit(respond(POLICY, state, [did("1", "form.submitted")], at).state)
    return leads


def test_each_score_is_explained_and_none_stays_none() -> None:
    found = account(facts(POLICY, did("1", "form.submitted"), now=MONDAY), ["readiness", "fit"], 1)
    explained = found.scores["readiness"]
    assert explained is not None
    assert [(part.signal, part.activity, part.value) for part in explained.contributions] == [("demo", "1", 80.0)]
    assert found.scores["fit"] is None


def test_it_says_until_when_the_answer_holds() -> None:
    found = account(facts(POLICY, did("1", "form.submitted"), now=MONDAY), [], 1)
    assert found.valid_until == parse("2026-03-03T07:20:46.517085Z")
    assert account(facts(POLICY, did("1", "form.submitted"), now=later(9)), [], 1).valid_until is None


def test_a_stored_lead_is_found_by_its_address() -> None:
    found = stored(kept(MONDAY), KEY, POLICY, "ada@nordlys.example", later(10))
    assert found.score("readiness") == 40.0
    assert found.now == later(10)


def test_a_lead_s_time_never_runs_backwards() -> None:
    assert stored(kept(later(5)), KEY, POLICY, "ada@nordlys.example", MONDAY).now == later(5)


def test_an_address_that_nobody_has_is_said_to_be_so() -> None:
    with pytest.raises(NobodyKnown):
        stored(kept(MONDAY), KEY, POLICY, "bo@nordlys.example", MONDAY)
