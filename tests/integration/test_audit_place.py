"""An audit that was broken off goes on from its place, and a table that is held back is read all the same."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from leadflow.cli.main import main
from tests.integration.auditing import OLD, Out, audit, audited, clicked, plant, watch, work_off
from tests.integration.stack import Stack


@dataclass
class Scans:
    """The scans of a table: each finds no more than `limit` items, and the one at `fails` fails with `error`."""

    limit: int = 100
    fails: int = 0
    error: BaseException | None = None
    asked: list[object] = field(default_factory=list)

    def __call__(self, params: dict[str, object], **rest: object) -> dict[str, object]:
        self.asked.append(params.get("ExclusiveStartKey"))
        if self.error is not None and len(self.asked) == self.fails:
            raise self.error
        return {**params, "Limit": self.limit}


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with audited(tmp_path, monkeypatch) as found:
        yield found


@pytest.fixture
def scans(stack: Stack) -> Scans:  # noqa: ARG001 - what is watched is made with it
    """How the stack is read by commands."""
    watch("provide-client-params.dynamodb.Scan", found := Scans())
    return found


def test_one_that_was_killed_goes_on_from_its_place(stack: Stack, scans: Scans, tmp_path: Path, capsys: Out) -> None:
    planted, place = plant(stack), tmp_path / "place"
    scans.limit, scans.fails, scans.error = 2, 4, KeyboardInterrupt()
    assert main(["audit", "--repair", "--json", "--place", str(place)]) == 130
    told = capsys.readouterr()
    assert told.err.endswith("; the same command goes on from there\n")
    named = [json.loads(line)["lead"] for line in told.out.splitlines()]
    kept, sent = json.loads(place.read_text()), work_off(stack)
    scans.error = None
    code, (*rest, total) = audit(capsys, "--repair", "--place", str(place))
    assert (code, total["leads"], total["wrong"]) == (1, 9, 6)
    assert scans.asked[4] == {"lead": {"S": kept["place"]["after"]["0"]["lead"]}}
    assert {*named, *(each["lead"] for each in rest)} == {*planted}
    assert sent + work_off(stack) == 6
    assert not place.exists()
    assert audit(capsys)[0] == 0


def test_without_a_place_one_that_was_broken_off_begins_anew(stack: Stack, scans: Scans, capsys: Out) -> None:
    plant(stack)
    scans.limit, scans.fails, scans.error = 2, 3, KeyboardInterrupt()
    assert main(["audit"]) == 130
    assert capsys.readouterr().err.endswith("with --place FILE it would go on from there\n")


def test_the_place_of_another_audit_is_not_gone_on_from(
    stack: Stack, scans: Scans, tmp_path: Path, capsys: Out
) -> None:
    place = tmp_path / "place"
    scans.limit, scans.fails, scans.error = 1, 2, KeyboardInterrupt()
    clicked(stack, "one more")
    assert main(["audit", "--place", str(place)]) == 130
    scans.error = None
    capsys.readouterr()
    assert main(["audit", "--repair", "--place", str(place)]) == 2
    assert capsys.readouterr().err.endswith("was begun with --share 1/1\n")
    stack.judges_by(OLD)
    assert main(["audit", "--place", str(place)]) == 2
    assert "the model has changed" in capsys.readouterr().err
    place.write_text(place.read_text().replace('"stack":"test"', '"stack":"other"'))
    assert main(["audit", "--place", str(place)]) == 2
    assert "an audit of other" in capsys.readouterr().err


@pytest.mark.usefixtures("stack")
def test_a_place_that_is_none_is_refused(tmp_path: Path, capsys: Out) -> None:
    place = tmp_path / "place"
    place.write_text("{}")
    assert main(["audit", "--place", str(place)]) == 2
    assert capsys.readouterr().err.endswith("take it away to begin anew\n")
    assert main(["audit", "--place", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("cannot be read\n")
    assert main(["audit", "--place", str(tmp_path / "nowhere" / "place")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_throttled_table_is_asked_again(stack: Stack, scans: Scans, capsys: Out) -> None:
    planted = plant(stack)
    answer = {"Error": {"Code": "ProvisionedThroughputExceededException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    scans.limit, scans.fails, scans.error = 3, 2, ClientError(answer, "Scan")  # type: ignore[arg-type] # the rest is not looked at
    code, (*found, total) = audit(capsys)
    assert (code, len(found), total["leads"]) == (1, len(planted), 9)
    assert scans.asked[1] == scans.asked[2]
