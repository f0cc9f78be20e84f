"""`leadflow audit` finds every damage, and what it sends back is mended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadflow.adapters import aws
from leadflow.application.wake import BACKED_UP
from leadflow.cli.main import main
from leadflow.domain.instant import DAY, SECOND, minute, parse
from tests.integration.auditing import NOW, OLD, Out, ago, audit, audited, clicked, plant, spoil, watch, work_off
from tests.integration.stack import Stack


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with audited(tmp_path, monkeypatch) as found:
        yield found


def test_every_damage_is_found_and_mended_and_then_nothing_is_wrong(stack: Stack, capsys: Out) -> None:
    planted = plant(stack)
    code, (*found, total) = audit(capsys, "--repair")
    assert code == 1
    assert {str(each["lead"]): each["wrong"] for each in found} == planted
    counts = {"right": 1, "early": 1, "other_model": 1, "late": 2, "overdue": 1, "absent": 2, "after": 1}
    assert parse(str(total.pop("now"))) >= NOW
    assert total.pop("latest_seconds") >= 2 * DAY // SECOND
    assert total == {"leads": 9, "wrong": 6, **counts, "settling": 0, "sent": 6}
    assert work_off(stack) == 6
    code, (total,) = audit(capsys, "--repair")
    assert (code, total["right"], total["early"], total["wrong"], total["sent"]) == (0, 6, 2, 0, 0)
    assert stack.sent() == []


def test_without_being_told_to_it_mends_nothing(stack: Stack, capsys: Out) -> None:
    planted = plant(stack)
    code, (*_, total) = audit(capsys)
    assert (code, total["wrong"], total["sent"]) == (1, len(planted), 0)
    assert stack.sent() == []


def test_people_read_what_is_wrong_with_whom_and_what_to_do(stack: Stack, capsys: Out) -> None:
    lead = clicked(stack, "asleep", 13)
    unwoken = spoil(clicked(stack, "unwoken"), "REMOVE wake_at, wake_shard")
    assert main(["audit"]) == 1
    *told, last, todo = capsys.readouterr().out.splitlines()
    assert told == [
        "  right   1",
        "  late    1  a segment or a class should have changed by now",
        "  absent  1  nothing brings them back when their answer ends",
        "",
        "  wrong   lead                    since",
        f"  late    {lead}  {minute(ago(3))}",
        f"  absent  {unwoken}",
        "",
    ]
    assert last.endswith(f" UTC, of 3 leads 2 are wrong, the first since {minute(ago(3))}.")
    assert todo == "`leadflow audit --repair` sends them back to be judged."
    assert main(["audit", "--repair"]) == 1
    assert capsys.readouterr().out.endswith(
        "\nSent back to be judged; `leadflow audit` finds nothing once the queue is worked off.\n"
    )


@pytest.mark.usefixtures("stack")
def test_where_nothing_is_wrong_that_is_said(capsys: Out) -> None:
    assert main(["audit"]) == 0
    first, _, last = capsys.readouterr().out.splitlines()
    assert first == "  right  1"
    assert last.endswith(" UTC, of 1 lead none is late, and none will be for want of a wake.")


def test_a_table_without_leads_has_none_that_is_wrong(stack: Stack, capsys: Out) -> None:
    aws.dynamodb().delete_item(TableName="Leads", Key={"lead": {"S": stack.id("right@nordlys.example")}})
    assert main(["audit"]) == 0
    assert " of 0 leads none is late" in capsys.readouterr().out


def test_leads_of_another_model_are_told_apart(stack: Stack, capsys: Out) -> None:
    stack.judges_by(OLD)
    assert main(["audit"]) == 0
    told = capsys.readouterr().out
    assert "  other model  1  judged under another model: `leadflow rescore` brings them along\n" in told
    assert "No lead was judged by this model yet: is it the one that the stack has?\n" in told


@pytest.mark.usefixtures("stack")
def test_a_queue_that_is_behind_is_not_fed(capsys: Out) -> None:
    def behind(parsed: dict[str, dict[str, str]], **_: object) -> None:
        parsed["Attributes"]["ApproximateNumberOfMessages"] = str(BACKED_UP)

    watch("after-call.sqs.GetQueueAttributes", behind)
    assert main(["audit", "--repair"]) == 1
    assert capsys.readouterr().err.startswith("2000 messages wait in the queue intake")


def test_shares_are_the_whole_between_them(stack: Stack, capsys: Out) -> None:
    planted = plant(stack)
    shares = [audit(capsys, "--share", f"{share}/3")[1] for share in (1, 2, 3)]
    assert sum(total["leads"] for *_, total in shares) == 9
    assert {each["lead"] for *found, _ in shares for each in found} == {*planted}


@pytest.mark.parametrize("share", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_a_share_that_is_none_is_refused(share: str, capsys: Out) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "--share", share])
    assert "a share such as 1/4 is needed" in capsys.readouterr().err
