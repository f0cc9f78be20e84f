"""What is wrong with a stack is named with what to do, and nothing else is."""

from dataclasses import replace

import pytest

from leadflow.application.circuit import TRIES, Circuit
from leadflow.application.health import Health, Late, Queue, findings
from leadflow.domain.instant import HOUR, MINUTE, Duration, Instant
from tests.unit.channels.matters import NOW

WELL = Health(
    now=NOW,
    mode="observe",
    queues={"intake": Queue(3, 1, 9, Duration(20 * MINUTE)), "actions": Queue(0, 2, 0, HOUR)},
    dead={"intake": 0, "actions": 0, "outbox": 0, "relay": 0},
    news=Late(),
    wakes=Late(),
    held=Late(),
    outcomes={"failed": 3},
    circuits={"sales": Circuit(TRIES - 1)},
    sources={"site": None},
)


def test_of_what_works_nothing_is_said() -> None:
    assert list(findings(WELL)) == []


@pytest.mark.parametrize(
    ("wrong", "what", "todo"),
    [
        ({"dead": {"intake": 1}}, "1 dead letter of intake", "leadflow redrive intake"),
        ({"dead": {"relay": 2}}, "2 dead letters of relay", "docs/operations.md"),
        ({"circuits": {"sales": Circuit(TRIES, NOW)}}, "sales does not answer: 5 failures in a row", "it is tried now"),
        (
            {"circuits": {"sales": Circuit(TRIES, Instant(NOW + HOUR))}},
            "sales does not answer: 5 failures in a row",
            "tried again at 2024-05-14 15:07 UTC",
        ),
        (
            {"queues": {"intake": Queue(1, 0, 0, Duration(21 * MINUTE))}},
            "the oldest message of intake has waited for 21 minutes",
            "EvaluateConcurrency",
        ),
        ({"news": Late(2, NOW)}, "2 pieces of news set nothing off yet", "leadflow redrive actions"),
        ({"wakes": Late(1, NOW)}, "1 lead should have been judged anew by now", "log of wake"),
        ({"wakes": Late(1000, NOW, more=True)}, "over 1000 leads should have been judged anew by now", "log of wake"),
        ({"held": Late(1, NOW)}, "1 held message should have gone by now", "log of wake"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(wrong: dict[str, object], what: str, todo: str) -> None:
    (found,) = findings(replace(WELL, **wrong))  # type: ignore[arg-type]  # a table of fields of different types
    assert found.what == what
    assert todo in found.todo
