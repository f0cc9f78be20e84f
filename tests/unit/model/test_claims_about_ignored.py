"""What docs/model.md says of those who are no lead, tried out on its own examples."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from leadflow.application.replay import replay
from leadflow.domain.identity import Keys
from tests.unit.model.page import POLICY, WORDING, Claim, act, found, on

PRICING = act("page.viewed", 0, url="https://acme.example/pricing")
COLLEAGUE = replace(PRICING, lead=Keys(email="kim@acme.example"))

IGNORED: Sequence[Claim] = [
    Claim(
        "is left out as if nobody had told of it",
        [PRICING, act("page.viewed", 1, url="https://acme.example/pricing", ip="203.0.113.50")],
        on(1, pricing=[1.0]),
    ),
    Claim(
        "leaves out what providers send when somebody tries a webhook out",
        [act("email.complained", 0, test=True), act("email.complained", 1, test=False)],
        on(1, complained=[1.0]),
    ),
    Claim(
        "what the properties of the activity must be, all of them, in the words of signals",
        [
            act("page.viewed", 0, url="https://acme.example/status/1", metadata={"plan": "internal"}),
            act("page.viewed", 1, url="https://acme.example/status/1", metadata={"plan": "free"}),
            act("page.viewed", 2, url="https://acme.example/", metadata={"plan": "internal"}),
        ],
        on(2, visit=[1.0, 1.0]),
    ),
    Claim(
        "what somebody did before giving one is heard",
        [replace(PRICING, lead=Keys(anonymous_id="cookie"))],
        on(0, pricing=[1.0]),
    ),
]


def test_colleagues_are_no_leads() -> None:
    assert replay(POLICY, [COLLEAGUE, PRICING])[0].name == "ada@nordlys.example"
    assert replay(POLICY, [COLLEAGUE]) == []


@pytest.mark.parametrize("claim", IGNORED, ids=str)
def test_it_is_so(claim: Claim) -> None:
    assert claim.words in WORDING
    assert found(claim) == claim.then
