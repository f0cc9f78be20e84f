"""A message as it would be: of news that there was, and of news as if it came now."""

from dataclasses import replace

import pytest

from leadflow.application.ports import Outcome
from leadflow.application.preview import Preview
from leadflow.application.receipts import Receipt
from leadflow.domain.automation import Automation, Change, Notify, Trigger
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.message import Message
from leadflow.domain.news import News
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from tests.fakes import MemoryLeads, MemoryOutbox, MemoryTimeline
from tests.models import did, later, model
from tests.unit.channels.matters import ADA, MODEL, NOW, lead, news
from tests.unit.delivering import ERRAND

POLICY = model(
    signals={"demo": {"activity": "form.submitted"}},
    scores={"readiness": {"points": {"demo": 40}}},
    segments={"ready": {"score": "readiness", "above": 30}, "warm": {"score": "readiness", "above": 10}},
    classes={"level": {"high": {"score": "readiness", "above": 30}, "low": "otherwise"}},
)


def stored() -> Preview:
    outbox, leads = MemoryOutbox(), MemoryLeads()
    outbox.put(news())
    leads.kept[ADA] = State(ADA, lead(), version=7)
    return Preview(MODEL, outbox, leads, MemoryTimeline(), recent=5)


def foreseen(trigger: Trigger, *forms: str) -> tuple[Message, News]:
    policy = POLICY
    automation = Automation("hand_over", trigger, (Notify("sales"),), next="Call {email}")
    activities = [did(name, "form.submitted") for name in forms]
    state = State(ADA, lead({}), version=3)
    now = later(1)
    known = fold(state.lead, activities, policy, now)
    preview = Preview(policy, MemoryOutbox(), MemoryLeads(), MemoryTimeline(), recent=5)
    return preview.foreseen(state, Facts(policy, known, Standing(), now), automation)


def test_what_was_observed_can_be_composed_again() -> None:
    message = stored().of(ERRAND, NOW)
    assert message is not None
    assert message.headline == "Ada Lindqvist is now sales ready"
    assert message.next == "Call Ada Lindqvist at Northwind Traders within the hour"


@pytest.mark.parametrize(
    "errand", [replace(ERRAND, automation="gone"), replace(ERRAND, news="gone"), Errand(ADA, "gone", "hand_over", 0)]
)
def test_of_what_is_gone_there_is_no_message(errand: Errand) -> None:
    assert stored().of(errand, NOW) is None


def test_of_a_lead_that_is_gone_there_is_no_message() -> None:
    preview = stored()
    assert replace(preview, leads=MemoryLeads()).of(ERRAND, NOW) is None


def test_a_crossing_is_foreseen_with_its_reasons() -> None:
    message, told = foreseen(Trigger(Change.ENTERED, "ready"), "form:1")
    assert message.headline.endswith("is now ready")
    assert [reason.points for reason in message.reasons.told] == [40]
    assert told.evidence.segments == ("ready", "warm")
    assert (told.version, told.transition.calls) == (4, ("hand_over",))


def test_leaving_is_foreseen_as_if_it_had_left() -> None:
    message, told = foreseen(Trigger(Change.LEFT, "ready"), "form:1")
    assert message.headline.endswith("is no longer ready")
    assert told.evidence.segments == ("warm",)


def test_a_label_is_foreseen_as_if_the_lead_had_it() -> None:
    message, told = foreseen(Trigger(Change.BECAME, "level", "low"), "form:1")
    assert message.headline.endswith("is now low (level)")
    assert told.evidence.classes == {"level": "low"}


@pytest.mark.parametrize(("forms", "activity"), [((), None), (("form:1",), "form:1")])
def test_an_occurrence_is_foreseen_of_the_latest_there_was(forms: tuple[str, ...], activity: str | None) -> None:
    assert foreseen(Trigger(Change.OCCURRED, "demo"), *forms)[1].transition.activity == activity


@pytest.mark.parametrize(
    ("of", "what"),
    [
        (news().id, "entered sales ready"),
        (f"{ADA}.7.became:persona:champion", "became persona:champion"),
        ("roundup.sales.475123", "roundup"),
    ],
)
def test_a_receipt_tells_what_happened_in_words(of: str, what: str) -> None:
    receipt = Receipt(of, "roundup" if of.startswith("roundup") else "a", 0, "sales", NOW, 1, Outcome.DONE)
    assert receipt.what == what
    assert receipt.errand == Errand(receipt.lead, of, receipt.automation, 0)
