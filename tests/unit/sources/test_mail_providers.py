"""What email providers tell twice is one activity, and what each of them means by its words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.payloads import smtp
from leadflow.adapters.sources import source
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from local.samples import EVENTS, Sample, sample

KINDS: Final = ("resend", "sparkpost", "brevo", "mailjet", "mailtrap", "postal", "unisender_go")
AGAIN: Final = [
    (headers.parent.name, headers.name.removesuffix("-again.headers.json"))
    for headers in sorted(EVENTS.glob("*/*-again.headers.json"))
    if headers.parent.name in (*KINDS, "standard")
]


def heard(one: Sample, body: Json = None) -> Sequence[Activity]:
    request = one.request if body is None else replace(one.request, body=json.dumps(body).encode())
    return list(source(one.sender.kind).activities(Webhook(one.sender, request, one.received_at)))


def ids(kind: str, name: str) -> list[str]:
    return [activity.id for activity in heard(sample(kind, name))]


def content(one: Sample) -> dict[str, Json]:
    stated = json.loads(one.request.body)
    assert isinstance(stated, dict)
    return stated


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_has_a_sample(kind: str) -> None:
    sampled = {
        str(activity["type"])
        for headers in (EVENTS / kind).glob("*.headers.json")
        for activity in sample(kind, headers.name.removesuffix(".headers.json")).expected
    }
    assert sampled == {str(sent) for sent in source(kind).SENDS}


@pytest.mark.parametrize(("kind", "name"), AGAIN)
def test_what_is_sent_again_is_the_same(kind: str, name: str) -> None:
    assert ids(kind, name) == ids(kind, f"{name}-again")


def test_every_kind_has_something_that_is_sent_again() -> None:
    assert {kind for kind, _ in AGAIN} == {*KINDS, "standard"}


@pytest.mark.parametrize(("kind", "name"), [("brevo", "batched"), ("mailjet", "grouped")])
def test_two_links_of_one_mail_are_two_activities(kind: str, name: str) -> None:
    assert len(set(ids(kind, name))) == 3


def test_a_view_of_a_mail_is_one_open_whichever_pixels_tell_of_it() -> None:
    assert len(set(ids("sparkpost", "open"))) == 1
    assert len(set(ids("sparkpost", "open-machine"))) == 2


def test_a_first_open_is_the_same_under_both_of_its_names() -> None:
    assert ids("brevo", "opened") == ids("brevo", "unique-opened")
    assert ids("brevo", "proxy-open") == ids("brevo", "unique-proxy-open") != ids("brevo", "opened")


def test_a_proxys_open_is_a_machines() -> None:
    assert heard(sample("brevo", "proxy-open"))[0].machine
    assert heard(sample("brevo", "opened"))[0].machine is None


@pytest.mark.parametrize(
    ("epoch", "happened"), [(1772445609123, 1772445609123000), (1772445609, 1772445609000000), (None, 1772445700000000)]
)
def test_brevos_time_is_utc_in_milliseconds_or_seconds(epoch: int | None, happened: int) -> None:
    one = sample("brevo", "click")
    changed = {**content(one), "ts_epoch": epoch, "ts_event": 1772445700, "ts": 1772449209}
    assert heard(one, changed)[0].occurred_at == happened


def test_of_a_mail_to_several_only_its_sending_is_about_all() -> None:
    sent = heard(sample("resend", "sent-to-several"))
    assert [activity.lead.email for activity in sent] == ["ada@nordlys.example", "bo@fjell.example"]
    [clicked] = heard(sample("resend", "clicked-by-one-of-several"))
    assert clicked.lead.strongest is None


def test_a_copy_makes_a_mail_one_to_several() -> None:
    one = sample("resend", "clicked")
    mail = content(one)["data"]
    assert isinstance(mail, dict)
    [clicked] = heard(one, {**content(one), "data": {**mail, "cc": ["bo@fjell.example"]}})
    assert clicked.lead.strongest is None


@pytest.mark.parametrize(
    "more", [{"to": "ada@nordlys.example"}, {"cc": ["Ada <Ada@nordlys.example>"]}, {"bcc": None, "cc": []}]
)
def test_a_mail_to_one_person_is_hers_however_often_she_is_named(more: dict[str, Json]) -> None:
    one = sample("resend", "clicked")
    mail = content(one)["data"]
    assert isinstance(mail, dict)
    [clicked] = heard(one, {**content(one), "data": {**mail, **more}})
    assert clicked.lead.email == "ada@nordlys.example"


@pytest.mark.parametrize("tags", [{"plan": "pro"}, [{"name": "plan", "value": "pro"}, {"name": None}, "odd"]])
def test_resends_tags_are_an_object_or_a_list(tags: Json) -> None:
    one = sample("resend", "clicked")
    mail = content(one)["data"]
    assert isinstance(mail, dict)
    assert heard(one, {**content(one), "data": {**mail, "tags": tags}})[0].properties["metadata"] == {"plan": "pro"}


def test_resend_tells_of_a_mail_to_several_once_for_each_and_it_stays_sent_once() -> None:
    one = sample("resend", "sent-to-several")
    other = replace(one, request=replace(one.request, headers={**one.request.headers, "svix-id": "msg_other"}))
    assert [activity.id for activity in heard(one)] == [activity.id for activity in heard(other)]


@pytest.mark.parametrize(
    ("code", "becomes"),
    [("10", "hard"), ("30", "hard"), ("24", "soft"), ("100", "soft"), ("25", "block"), ("54", "block"), ("1", None)],
)
def test_sparkposts_bounce_class_says_how_lasting_it_is(code: str, becomes: str | None) -> None:
    one = sample("sparkpost", "bounce-hard")
    [wrapped] = json.loads(one.request.body)
    wrapped["msys"]["message_event"]["bounce_class"] = code
    assert heard(one, [wrapped])[0].properties["bounce"] == (becomes or "undetermined")


def test_the_address_of_sparkposts_host_is_not_the_recipients() -> None:
    assert "ip" not in heard(sample("sparkpost", "delivery"))[0].properties
    assert heard(sample("sparkpost", "click"))[0].properties["ip"] == "192.0.2.14"


def test_a_mail_that_waits_on_a_greylist_has_not_bounced() -> None:
    one = sample("mailjet", "greylisted")
    assert heard(one)[0].type == Kind.EMAIL_DEFERRED
    assert heard(one, {**content(one), "hard_bounce": True})[0].type == Kind.EMAIL_BOUNCED


def test_mailjets_nought_is_no_number_of_a_mail() -> None:
    one = sample("mailjet", "open")
    told = {**content(one), "MessageID": 0, "mj_message_id": "7"}
    assert heard(one, told)[0].properties["message_id"] == "7"
    assert "message_id" not in heard(one, {**told, "mj_message_id": ""})[0].properties


@pytest.mark.parametrize(
    ("output", "bounce"), [("451 4.7.1 later", "soft"), ("550 5.1.1 no such user", "hard"), (None, "hard")]
)
def test_what_postal_gave_up_after_many_tries_may_work_another_day(output: Json, bounce: str) -> None:
    one = sample("postal", "delivery-failed")
    payload = content(one)["payload"]
    assert isinstance(payload, dict)
    assert heard(one, {**content(one), "payload": {**payload, "output": output}})[0].properties["bounce"] == bounce


def test_tags_are_text() -> None:
    odd: Json = ["spring", None, {"a": 1}, ""]
    brevo = sample("brevo", "click")
    for told in ({"tags": odd}, {"tags": None, "tag": json.dumps(odd)}, {"tags": [], "tag": "spring"}):
        assert heard(brevo, {**content(brevo), **told})[0].properties["tags"] == ["spring"]
    sparkpost = sample("sparkpost", "click")
    [wrapped] = json.loads(sparkpost.request.body)
    wrapped["msys"]["track_event"]["rcpt_tags"] = odd
    assert heard(sparkpost, [wrapped])[0].properties["tags"] == ["spring"]


def test_mailjets_long_number_is_kept_to_the_last_digit() -> None:
    assert heard(sample("mailjet", "open"))[0].properties["message_id"] == "1152921520011122334"


def test_what_proves_unisender_is_not_kept() -> None:
    for name in ("single", "clicked"):
        raw = heard(sample("unisender_go", name))[0].raw
        assert isinstance(raw, Mapping)
        assert "auth" not in raw


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        *(("resend", {"type": 1}), ("resend", {"type": "email.sent", "data": {}}), ("sparkpost", [{}])),
        *(("sparkpost", [{"msys": {"track_event": {}}}]), ("brevo", {"event": "click"}), ("mailjet", {"event": None})),
        *(("mailtrap", {}), ("mailtrap", {"events": [{"event": "open"}]}), ("postal", {"event": "MessageSent"})),
        *(("unisender_go", {"events_by_user": {}}), ("unisender_go", {"events_by_user": [{"events": None}]})),
    ],
)
def test_what_the_provider_does_not_send_is_unreadable(kind: str, body: Json) -> None:
    one = sample(kind, "nulls")
    with pytest.raises(Unreadable):
        heard(one, body)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (["550 5.1.1 no such user"], "5.1.1"),
        (["552 mailbox full"], "552"),
        (["refused", 554], "554"),
        (["550 no", "5.7.1 blocked"], "5.7.1"),
        (["ip 10.5.1.1, port 25"], None),
        ([None, "", [], "call 1550"], None),
        (["queued as 4F450AB", "at mx450.example:587, mx.550.example"], None),
        (["no such user, 550.", "it said #5.1.1."], "5.1.1"),
        (["no such user, 550."], "550"),
        (["refused by Exim v4.9.5"], None),
        (["No MX for nordlys.example", 498], None),
    ],
)
def test_a_servers_answer_has_its_code_somewhere(answers: list[Json], code: str | None) -> None:
    assert smtp.code(*answers) == code
