"""What is decided under a message reaches the lead that it was of, and the message says so, for as long as it can."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from leadflow.adapters.channels import channel, slack
from leadflow.application.channel import OutboundRequest, Reply, TryAgain
from leadflow.application.decide import CHANGEABLE, Decided, Decider, Heard
from leadflow.application.preview import Preview
from leadflow.domain.activity import Kind
from leadflow.domain.decision import Decision
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.state import State
from leadflow.domain.team import Member
from tests.fakes import MemoryLeads, MemoryOutbox, MemoryTimeline
from tests.receiving import MemoryIntake
from tests.unit.channels.matters import ADA, MODEL, NOW, lead, news

CALLBACK = "https://hooks.slack.com/actions/T0/1/made-up"
CLICKED = Decision(
    source="clicks",
    automation="hand_over",
    news=news().id,
    kind=Kind.SALES_REJECTED,
    by="U01ANN",
    at=NOW,
    received_at=NOW,
    shown_at=NOW,
    reason="not a fit",
    callback=CALLBACK,
)


@dataclass
class World:
    """Everything outside; `replies` are Slack's, the last for ever."""

    replies: list[Reply] = field(default_factory=lambda: [Reply(200, {}, b"ok")])
    leads: MemoryLeads = field(default_factory=MemoryLeads)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    kinds: Mapping[str, str] = field(default_factory=lambda: {"clicks": "slack"})
    posted: list[OutboundRequest] = field(default_factory=list)
    acting: bool = True

    def __post_init__(self) -> None:
        self.outbox.put(news())
        self.leads.kept[ADA] = State(ADA, lead(), version=7)

    def post(self, request: OutboundRequest) -> Reply:
        self.posted.append(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def decide(self, decision: Decision = CLICKED, now: Instant = NOW) -> Decided:
        policy = replace(MODEL, team={"ann@acme.example": Member("U01ANN")})
        preview = Preview(policy, self.outbox, self.leads, MemoryTimeline(), recent=5)
        return Decider(preview, self.intake, self.kinds, channel, self.post, self.acting).decide(decision, now)

    @property
    def said(self) -> str:
        return self.posted[-1].body.decode()


def test_a_decision_becomes_an_activity_and_the_message_says_so() -> None:
    world = World()
    assert world.decide() == Decided(Heard.NOTED)
    [activity] = world.intake.activities
    assert (activity.type, activity.lead, activity.properties["by"]) == (
        "sales.rejected",
        Keys("ada@northwind.example"),
        "ann@acme.example",
    )
    assert world.posted[-1].url == CALLBACK
    assert "Ada Lindqvist is now sales ready" in world.said
    assert "*Rejected* by <@U01ANN>: not a fit" in world.said


def test_a_decision_goes_on_under_the_id_of_the_click() -> None:
    world = World()
    world.decide(replace(CLICKED, trace="click"))
    assert [each.trace for each in world.intake.parcels] == ["click"]


def test_a_lead_that_has_joined_another_since_is_told_under_its_present_key() -> None:
    world, elsewhere = World(), LeadId("1" * 22)
    world.leads.kept[elsewhere] = State(elsewhere, lead(keys=Keys("a.l@northwind.example")), version=2)
    world.leads.kept[ADA] = State(ADA, lead({}, Keys(anonymous_id="7")), version=8, kin=Kin(to=elsewhere))
    assert world.decide().heard is Heard.NOTED
    assert [activity.lead for activity in world.intake.activities] == [Keys("a.l@northwind.example")]


def test_a_lead_that_is_gone_is_told_nothing_and_whoever_clicked_is_told_so() -> None:
    world = World(leads=MemoryLeads())
    del world.leads.kept[ADA]
    assert world.decide() == Decided(Heard.UNKNOWN)
    assert world.intake.parcels == []
    assert '"replace_original":false' in world.said


def test_of_a_lead_that_has_asked_to_be_erased_nothing_is_noted_and_the_message_goes() -> None:
    world = World()
    world.leads.kept[ADA] = State(ADA, replace(lead(), erase_requested=NOW), version=7)
    assert world.decide() == Decided(Heard.ERASED)
    assert world.intake.parcels == []
    assert '"replace_original":true' in world.said
    assert "Ada" not in world.said


def test_of_news_that_has_expired_the_decision_counts_all_the_same() -> None:
    world = World(outbox=MemoryOutbox())
    old = replace(CLICKED, news=f"{ADA}.2.entered:sales_ready")
    assert world.decide(old) == Decided(Heard.NOTED)
    assert len(world.intake.activities) == 1
    assert '"replace_original":false' in world.said


def test_while_slack_does_not_answer_it_comes_again_and_counts_once() -> None:
    world = World([Reply(500, {}, b""), Reply(200, {}, b"ok")])
    with pytest.raises(TryAgain):
        world.decide()
    assert world.decide() == Decided(Heard.NOTED)
    assert len({activity.id for activity in world.intake.activities}) == 1


@pytest.mark.parametrize(
    ("callback", "reason"),
    [
        ("", "the click names no address of Slack to answer to"),
        ("https://hooks.slack.com.evil.example/a", "the click names no address of Slack to answer to"),
        ("https://user@evil.example/hooks.slack.com/", "the click names no address of Slack to answer to"),
    ],
)
def test_nothing_but_slack_is_answered(callback: str, reason: str) -> None:
    world = World()
    assert world.decide(replace(CLICKED, callback=callback)) == Decided(Heard.NOTED, reason)
    assert world.posted == []
    assert len(world.intake.activities) == 1


def test_an_address_that_is_used_up_is_refused_for_good_and_the_decision_stays() -> None:
    world = World([Reply(404, {}, b"used_url")])
    assert world.decide() == Decided(Heard.NOTED, "Slack answered 404 used_url")
    assert len(world.intake.activities) == 1


def test_after_half_an_hour_the_message_is_left_as_it_is() -> None:
    world = World()
    assert world.decide(now=Instant(NOW + CHANGEABLE)).unanswered is None
    late = world.decide(now=Instant(NOW + CHANGEABLE + MINUTE))
    assert late == Decided(Heard.NOTED, "the message could be changed for 30 minutes only")
    assert len(world.posted) == 1


def test_in_observe_a_decision_counts_and_nothing_is_sent() -> None:
    world = World(acting=False)
    assert world.decide() == Decided(Heard.NOTED, "nothing is sent in mode observe")
    assert (len(world.intake.activities), world.posted) == (1, [])


@pytest.mark.parametrize("kinds", [{}, {"clicks": "teams"}])
def test_a_decision_of_a_source_that_is_gone_counts(kinds: Mapping[str, str]) -> None:
    world = World(kinds=kinds)
    assert world.decide() == Decided(Heard.NOTED, "the lead model has no source clicks any more")
    assert len(world.intake.activities) == 1


def test_what_of_ours_is_down_makes_it_come_again() -> None:
    world = World(intake=MemoryIntake(down=True))
    with pytest.raises(TryAgain, match="something of our own"):
        world.decide()
    assert world.posted == []


def test_slack_s_answer_to_a_change_is_ok_or_json() -> None:
    for taken in (b"ok", b'{"ok":true}', b""):
        slack.answered(Reply(200, {}, taken))
