"""What functions load before their first event: no more than they need, and how much that may be at most."""

import pytest

from bench import coldstart_report
from bench.coldstart import FUNCTIONS, GOAL, Start, Starts, starts

MOST = {"receive": 215, "relay": 205, "evaluate": 505, "wake": 475, "react": 500, "deliver": 545}
"""Modules: some more than there are. To raise one is to make each cold start of that function longer."""

MEGABYTES = 80

HEAVY = (
    "asyncio",
    "cryptography",
    "hypothesis",
    "ministack",
    "pydantic",
    "requests",
    "ruamel",
    "samtranslator",
    "yaml",
)
"""What no function loads to start; sources whose signatures need it load `cryptography` at their first webhook."""

SOURCES = "leadflow.adapters.sources"

LEAN = ("receive", "relay")

NOT_OF_QUEUES = (
    "boto3",
    "botocore.client",
    "botocore.session",
    "s3transfer",
    "urllib3",
    "leadflow.domain.lead_model",
    "leadflow.domain.automation",
    "leadflow.domain.condition",
    "leadflow.domain.lead",
)
"""What nobody needs who only fills queues: a client library, and what a model says beside its senders.

Of botocore there is its bare package, which powertools looks for to sign itself into what others send.
"""


@pytest.fixture(scope="module")
def found() -> Starts:
    return starts(rounds=1)


def of(found: Starts, name: str) -> Start:
    return next(each for each in found.functions if each.name == name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_loads_no_more_modules_than_it_may(found: Starts, name: str) -> None:
    assert of(found, name).modules <= MOST[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_loads_nothing_heavy(found: Starts, name: str) -> None:
    assert [each for each in HEAVY if of(found, name).loads(each)] == []


@pytest.mark.parametrize("name", LEAN)
def test_a_function_that_only_fills_queues_loads_neither_boto3_nor_the_model(found: Starts, name: str) -> None:
    assert [each for each in NOT_OF_QUEUES if of(found, name).loads(each)] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_loads_no_command_and_no_grammar(found: Starts, name: str) -> None:
    assert not of(found, name).loads("leadflow.cli")
    assert not of(found, name).loads("leadflow.model")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_loads_no_source_before_one_is_asked_for(found: Starts, name: str) -> None:
    assert [each for each in of(found, name).names if each.startswith(f"{SOURCES}.")] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_memory_to_spare(found: Starts, name: str) -> None:
    assert 10 < of(found, name).megabytes < MEGABYTES


def test_the_usual_stack_is_what_it_says(found: Starts) -> None:
    assert all(found.usual.loads(name) for name in ("boto3", "aws_lambda_powertools", "pydantic"))


def test_the_verdict_says_whether_receive_starts_soon_enough() -> None:
    def after(share: float) -> Starts:
        return Starts([Start("receive", 100 * share, 1, 1, ())], Start("usual", 100, 1, 1, ()))

    assert coldstart_report.verdict(after(GOAL)).endswith(": met.")
    assert "NOT MET" in coldstart_report.verdict(after(GOAL + 0.1))
