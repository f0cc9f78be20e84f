"""What Slack is sent, that it is safe whatever a stranger writes, and what Slack's answers mean."""

import json
import re
from pathlib import Path

import pytest
from slack_sdk.models.blocks import Block as SdkBlock

from leadflow.adapters.channels import slack
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.domain.instant import MINUTE, SECOND, Duration
from leadflow.domain.message import Message
from tests.unit.channels.matters import dispatch, message, news
from tests.unit.channels.rendering import Body, readable, texts
from tests.unit.channels.samples import HOSTILE, SAMPLES, hostile

GOLDEN = Path(__file__).parent / "golden" / "slack"
WEBHOOK = "https://hooks.slack.com/services/T0/B0/made-up"


def posted(told: Message) -> Body:
    body: Body = json.loads(slack.request(dispatch(told, secrets=[WEBHOOK])).body)
    return body


@pytest.mark.parametrize("name", SAMPLES)
def test_messages_look_as_they_were_approved(name: str) -> None:
    body = posted(SAMPLES[name])
    assert readable(body) == (GOLDEN / f"{name}.txt").read_text()
    assert body == json.loads((GOLDEN / f"{name}.json").read_text())


@pytest.mark.parametrize("told", [*SAMPLES.values(), *map(hostile, HOSTILE.values())])
def test_slack_s_own_models_find_no_fault(told: Message) -> None:
    blocks = SdkBlock.parse_all(list(map(dict, posted(told)["blocks"])))
    assert len(blocks) <= 50
    for block in blocks:
        block.validate_json()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_stranger_s_words_are_only_words(text: str) -> None:
    for found in texts(posted(hostile(text))):
        commands = re.findall(r"<[^>]*>?", found)
        assert all(
            re.fullmatch(r"<mailto:[^<>| ]+\|[^<>|\n]*>|<!date\^\d+\^[^<>|]+\|[^<>|]+>", each) for each in commands
        )
        stranger = re.sub(r"(?m)^\*[^*]+\*|(?m:^)👉  \*Next step:\*|<[^>]*>", "", found)
        assert not re.search(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|(?<![\w.])@\w|:[\w+'-]+:|^>", stranger), stranger


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_stranger_s_words_keep_to_their_line(text: str) -> None:
    assert readable(posted(hostile(text))).count("\n") == readable(posted(hostile("x"))).count("\n")


def test_the_header_cannot_be_a_mention_either() -> None:
    header = posted(hostile(HOSTILE["mention"]))["blocks"][0]["text"]
    assert header["type"] == "plain_text"
    assert not re.search(r"[<>]|(?<![\w.])@", header["text"])


def test_the_message_carries_the_news_stable_id() -> None:
    assert posted(message())["blocks"][0]["block_id"] == news().id


def test_the_webhook_s_address_stands_only_where_the_request_goes() -> None:
    request = slack.request(dispatch(secrets=[WEBHOOK]))
    assert request.url == WEBHOOK
    assert b"made-up" not in request.body
    assert request.hosts == {"hooks.slack.com", "hooks.slack-gov.com"}


def answer(status: int, body: bytes = b"", **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def test_ok_is_taken() -> None:
    slack.read(answer(200, b"ok"))
    slack.read(answer(200, b"ok\n"))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "invalid_payload"),
        (400, "no_text"),
        (403, "action_prohibited"),
        (404, "no_service"),
        (404, "channel_not_found"),
        (410, "channel_is_archived"),
    ],
)
def test_what_slack_refuses_is_refused_for_good_with_slack_s_word(status: int, said: str) -> None:
    with pytest.raises(RefusedForGood) as refused:
        slack.read(answer(status, said.encode()))
    assert refused.value.reason == f"Slack answered {status} {said}"


def test_a_redirect_is_refused_for_good() -> None:
    with pytest.raises(RefusedForGood):
        slack.read(answer(302, location="https://elsewhere.example"))


@pytest.mark.parametrize("said", [b"<html>whatever</html>", b"\xff\xfe", b"a\nb\x1b[31m"])
def test_an_answer_that_is_no_word_is_not_repeated(said: bytes) -> None:
    with pytest.raises(RefusedForGood) as refused:
        slack.read(answer(400, said))
    assert refused.value.reason == "Slack answered 400"


@pytest.mark.parametrize(("status", "body"), [(500, b"ok"), (503, b""), (200, b""), (200, b"<html>ok"), (204, b"")])
def test_what_is_not_decided_is_tried_again(status: int, body: bytes) -> None:
    with pytest.raises(TryAgain):
        slack.read(answer(status, body))


@pytest.mark.parametrize(
    ("asked", "after"),
    [("30", 30 * SECOND), (" 600 ", 10 * MINUTE), ("", 0), ("soon", 0), ("-1", 0), ("9" * 400, 0), ("٣", 0)],
)
def test_too_many_are_tried_again_after_what_slack_asks_for(asked: str, after: int) -> None:
    with pytest.raises(TryAgain) as again:
        slack.read(answer(429, b"rate_limited", retry_after=asked))
    assert again.value.after == Duration(after)
