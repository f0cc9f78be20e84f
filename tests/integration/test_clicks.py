"""What sales decides by the buttons in Slack, from the click to what the lead is then, through every function."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from urllib.parse import parse_qsl, urlencode

import boto3
import pytest

from leadflow.adapters.actions import SqsActions
from leadflow.adapters.aws import asking
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.webhook import Request
from leadflow.domain.activity import Kind
from leadflow.domain.decision import Decision
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, MINUTE
from local.samples import signed
from tests.integration.clicking import Desk, id_of, said, selling
from tests.integration.outward import NONE
from tests.models import did

RECORD = Keys(crm_id="812")
LEADS = (Keys(email=f"lead-{number}@northwind.example") for number in count())


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, selling(patch, tmp_path_factory.mktemp("stage")) as found:
        yield found


@pytest.fixture
def desk(stage: Desk) -> Desk:
    """The stage with a lead that nobody knows yet."""
    return stage.next(next(LEADS))


def kinds(desk: Desk) -> list[str]:
    timeline = DynamoTimeline(desk.stack.dynamodb, "Timeline", days=800)
    return [each.type for each in timeline.read(id_of(desk.lead))]


def test_a_rejected_lead_leaves_sales_alone_for_as_long_as_the_model_says(desk: Desk) -> None:
    desk.asks()
    [asked] = desk.shown()
    assert "leadflow.reject" in said(asked)
    assert (desk.segments(), desk.state().standing.classes["stage"]) == ({"sales_ready"}, "qualified")
    answer = desk.post(desk.click("Reject", "not a fit"))
    assert (answer["statusCode"], answer["body"]) == (200, "")
    assert (desk.segments(), desk.state().standing.classes["stage"]) == ({"off_limits"}, "subscriber")
    [_, changed] = desk.shown()  # and nobody is told that the lead has cooled
    assert changed["replace_original"] is True
    assert "*Rejected* by <@U01ANN>: not a fit" in said(changed)
    assert "is now sales ready" in said(changed)
    assert "leadflow.reject" not in said(changed)
    desk.pass_time(89 * DAY)
    desk.asks("form:2")
    assert (desk.segments(), len(desk.shown())) == ({"off_limits"}, 2)
    desk.pass_time(DAY + MINUTE)
    desk.wake()
    assert desk.segments() == {"sales_ready"}
    assert "is now sales ready" in said(desk.shown()[2])


def test_an_accepted_lead_stays_where_it_is(desk: Desk) -> None:
    desk.asks()
    desk.post(desk.click("Accept"))
    assert desk.segments() == {"sales_ready"}
    assert "*Accepted* by <@U01ANN>" in said(desk.shown()[1])
    assert sorted(kinds(desk)) == ["form.submitted", "sales.accepted"]


def test_a_snoozed_lead_comes_back_when_its_time_is_over(desk: Desk) -> None:
    desk.asks()
    desk.post(desk.click("Snooze", "1 week"))
    assert desk.segments() == {"sales_ready", "snoozed"}
    desk.pass_time(6 * DAY)
    desk.wake()
    assert (desk.segments(), len(desk.shown())) == ({"sales_ready", "snoozed"}, 2)
    desk.pass_time(DAY + MINUTE)
    desk.wake()
    assert desk.segments() == {"sales_ready", "awake"}
    assert "is now awake" in said(desk.shown()[2])


def test_a_click_twice_and_a_replayed_request_are_one_activity(desk: Desk) -> None:
    desk.asks()
    first, again = desk.click("Accept"), desk.click("Accept")
    assert [desk.post(each)["statusCode"] for each in (first, first, again)] == [200, 200, 200]
    assert sorted(kinds(desk)) == ["form.submitted", "sales.accepted"]


def test_the_click_reaches_whom_the_lead_has_joined_since(desk: Desk) -> None:
    desk.asks(keys=RECORD)
    desk.tell(did("contact:1", "identity.stated", desk.now, replace(desk.lead, crm_id="812")))
    desk.post(desk.click("Reject", "already a customer", told=0))
    assert desk.segments(RECORD) == desk.segments() == {"off_limits"}
    assert kinds(desk).count("sales.rejected") == 1


def test_a_forged_or_stale_click_changes_nothing(desk: Desk) -> None:
    desk.asks()
    click = desk.click("Reject", "not a fit")
    forged = replace(click, body=click.body.replace(b"U01ANN", b"U02BO"))
    elsewhere = replace(click, path="/hooks/nobody")
    assert [desk.post(each)["statusCode"] for each in (forged, elsewhere)] == [401, 401]
    desk.pass_time(6 * MINUTE)
    assert desk.post(click)["statusCode"] == 401
    assert (desk.segments(), len(desk.shown())) == ({"sales_ready"}, 1)


def test_a_click_on_something_else_is_taken_and_changes_nothing(desk: Desk) -> None:
    desk.asks()
    for before, after in ((b"leadflow.reject", b"approve_request"), (b"block_actions", b"view_closed")):
        assert desk.post(signed_anew(desk, before, after))["statusCode"] == 200
    assert (desk.segments(), len(desk.shown())) == ({"sales_ready"}, 1)


def test_an_interaction_that_cannot_be_read_is_refused_by_name(desk: Desk) -> None:
    desk.asks()
    for body in (b"", b"payload=%7B", urlencode({"payload": "[" * 100_000}).encode(), b"payload=" + b"x" * 1_000_000):
        assert desk.post(resigned(desk, body))["statusCode"] == 400
    assert desk.post(resigned(desk, b"x" * (1024 * 1024 + 1)))["statusCode"] == 413
    assert (desk.segments(), len(desk.shown())) == ({"sales_ready"}, 1)


def test_a_click_on_a_lead_that_has_asked_to_be_erased_is_not_kept_and_the_message_goes(desk: Desk) -> None:
    desk.asks()
    click = desk.click("Accept")
    desk.tell(did("contact:2", Kind.CRM_CONTACT_DELETED, desk.now, desk.lead, properties={"erase": True}))
    desk.post(click)
    assert "sales.accepted" not in kinds(desk)
    told = desk.shown()[-1]
    assert (told["replace_original"], "blocks" in told) == (True, False)


def test_a_click_on_a_lead_of_another_stack_says_so_to_whoever_clicked(desk: Desk) -> None:
    desk.asks()
    ours, theirs = id_of(desk.lead).encode(), b"A" * 22
    desk.post(signed_anew(desk, ours, theirs))
    assert (desk.segments(), desk.shown()[1]["response_type"]) == ({"sales_ready"}, "ephemeral")


def test_when_the_news_has_expired_the_decision_counts(desk: Desk) -> None:
    desk.asks()
    click = desk.click("Reject", "not a fit")
    for item in desk.stack.dynamodb.scan(TableName="Outbox")["Items"]:
        desk.stack.dynamodb.delete_item(TableName="Outbox", Key={"lead": item["lead"], "what": item["what"]})
    desk.post(click)
    assert desk.segments() == {"off_limits"}
    assert desk.shown()[1]["replace_original"] is False


def test_a_message_that_slack_does_not_change_any_more_loses_no_decision(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.asks()
    desk.stack.sink.answers = [(404, "used_url", {})]
    desk.post(desk.click("Reject", "not a fit"))
    assert desk.segments() == {"off_limits"}
    assert desk.stack.buried() == []
    [line] = [vars(each) for each in caplog.records if each.msg == "decided"]
    assert (line["heard"], line["unanswered"]) == ("noted", "Slack answered 404 used_url")
    assert "slack/actions" not in f"{[vars(each) for each in caplog.records]}"


def test_while_slack_is_down_the_message_is_changed_later_and_the_lead_at_once(desk: Desk) -> None:
    desk.asks()
    desk.stack.sink.answers = [(503, "", {})]
    boto3.client("sqs").purge_queue(QueueUrl=desk.stack.actions)
    SqsActions(asking(boto3.client("sqs")), desk.stack.actions).send([rejection(desk)])
    assert desk.stack.deliver() != NONE
    desk.stack.let_the_pause_pass()
    assert desk.stack.deliver() == NONE
    desk.settle()
    assert desk.segments() == {"off_limits"}
    assert [each.get("replace_original") for each in desk.shown()] == [None, True, True]


def test_a_callback_that_leads_elsewhere_is_never_called(desk: Desk) -> None:
    desk.asks()
    desk.post(signed_anew(desk, desk.stack.sink.host.encode(), b"evil.example"))
    assert (desk.segments(), len(desk.shown())) == ({"off_limits"}, 1)


def signed_anew(desk: Desk, before: bytes, after: bytes) -> Request:
    """A rejection with something else in it, as Slack itself would have signed it."""
    fields = dict(parse_qsl(desk.click("Reject", "not a fit").body))
    return resigned(desk, urlencode({name: value.replace(before, after) for name, value in fields.items()}).encode())


def resigned(desk: Desk, body: bytes) -> Request:
    hand, plain = desk.hand, desk.click("Accept", told=0)
    return signed(hand.sender, replace(plain, body=body), hand.secret, desk.now)


def rejection(desk: Desk) -> Decision:
    [news] = [what for lead, what in desk.seen if lead == id_of(desk.lead) and what.endswith("entered:sales_ready")]
    return Decision(
        source="clicks",
        automation="hand_over",
        news=f"{id_of(desk.lead)}.{news}",
        kind=Kind.SALES_REJECTED,
        by="U01ANN",
        at=desk.now,
        received_at=desk.now,
        shown_at=desk.now,
        reason="not a fit",
        callback=f"http://{desk.stack.sink.host}/slack/actions/1",
    )
