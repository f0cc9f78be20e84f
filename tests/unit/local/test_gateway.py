"""What a stack that starts does with the requests that an earlier one accepted."""

import json
from pathlib import Path

import pytest

from local.functions import FunctionFailed
from local.gateway import AT_ONCE, replay
from local.journal import Journal

ACCEPTED, REFUSED, BUSY = ({"statusCode": status} for status in (200, 401, 503))
MANY = 3 * AT_ONCE


class Function:
    """Gives each request its answers, one after the other; the last one for ever."""

    def __init__(self, *answers: dict[str, int] | None) -> None:
        self.answers = answers
        self.asked: list[int] = []

    def __call__(self, event: bytes) -> bytes:
        number: int = json.loads(event)["number"]
        self.asked.append(number)
        answer = self.answers[min(self.asked.count(number), len(self.answers)) - 1]
        if answer is None:
            raise FunctionFailed("its process died")
        return json.dumps(answer).encode()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    before = Journal(tmp_path)
    for number in range(MANY):
        before.write(json.dumps({"number": number}).encode())
    before.close()
    return Journal(tmp_path)


@pytest.mark.parametrize("answers", [(ACCEPTED,), (None, ACCEPTED), (BUSY, None, ACCEPTED)])
def test_what_was_accepted_before_is_taken_again_however_the_function_fails_at_first(
    journal: Journal, answers: tuple[dict[str, int] | None, ...]
) -> None:
    function = Function(*answers)
    assert list(replay(journal, function)) == []
    assert sorted(function.asked) == sorted([*range(MANY)] * len(answers))


@pytest.mark.parametrize("answer", [REFUSED, BUSY, None])
def test_what_is_no_longer_taken_is_said_once(journal: Journal, answer: dict[str, int] | None) -> None:
    assert list(replay(journal, Function(answer))) == [{"number": number} for number in range(MANY)]
