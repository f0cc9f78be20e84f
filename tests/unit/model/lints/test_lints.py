from pathlib import Path

import pytest

from leadflow.adapters.sources import sends
from leadflow.model.check import findings
from leadflow.model.document import parse
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Mistake
from leadflow.model.test_cases import beside, named_segments
from tests.models import KINDS

HERE = Path(__file__).parent
NEAR = sorted(HERE.glob("*.near.yaml"))
DOUBTFUL = sorted(set(HERE.glob("*.yaml")) - {*NEAR, *HERE.glob("*.test.yaml")})


def found(file: Path) -> tuple[Mistake, ...]:
    document = parse(file.read_bytes())
    around = Surroundings(sends(), tested=named_segments(beside(file)))
    return findings(document.content, KINDS, document.lines, around)


@pytest.mark.slow
@pytest.mark.parametrize("file", DOUBTFUL, ids=lambda file: file.stem)
def test_what_is_seldom_meant_is_named_with_its_line_and_what_to_do(file: Path) -> None:
    assert [str(each) for each in found(file)] == file.with_suffix(".expected").read_text("utf-8").splitlines()
    assert all(each.warning for each in found(file))


@pytest.mark.parametrize("file", NEAR, ids=lambda file: file.stem)
def test_what_only_looks_like_it_is_let_pass(file: Path) -> None:
    assert found(file) == ()


def test_every_doubt_has_its_near_miss() -> None:
    assert {file.name.removesuffix(".yaml") for file in DOUBTFUL} == {
        file.name.removesuffix(".near.yaml") for file in NEAR
    }


def test_nobody_is_asked_what_is_meant_before_it_is_right() -> None:
    document = parse("model: x\nsignals: { opened: { activity: email.opened }, b: { activity: nothing } }\n")
    around = Surroundings(sends())
    assert [each.warning for each in findings(document.content, KINDS, document.lines, around)] == [False]


def test_a_crm_states_traits_of_its_own_and_those_of_its_map() -> None:
    document = parse(
        "model: x\n"
        "sources: { crm: { kind: hubspot, secret: crm, url: https://a.example/hooks/crm } }\n"
        "crm: { provider: hubspot, fields: { next: { crm: next, on: opportunity }, size: { crm: size } } }\n"
        "scores:\n"
        "  ready:\n"
        "    traits:\n"
        "      - { when: { trait: crm.stage, is: customer }, points: 5 }\n"
        "      - { when: { trait: crm.opportunity_next, is: call }, points: 5 }\n"
        "      - { when: { trait: size, at_least: 200 }, points: 5 }\n"
        "      - { when: { trait: next, is: call }, points: 5 }\n"
    )
    told = findings(document.content, KINDS, document.lines, Surroundings(sends()))
    assert [each.path for each in told] == ["scores.ready.traits.3.when.trait"]
    assert told[0].message.endswith("under `fields` of its source, or the CRM's under `fields` of `crm`")


def test_a_condition_of_companies_is_looked_through_too() -> None:
    document = parse(
        "model: x\n"
        "scores: { fit: { traits: [{ when: { trait: title, is: ceo }, points: 30 }] } }\n"
        "accounts:\n"
        "  segments:\n"
        "    big: { all: [{ not: { members: { score: fit, above: 30 } } }] }\n"
        "    good: { any: [{ members: { score: fit, above: 31 } }, { in: big }] }\n"
        "    best: { when: { members: { score: fit, above: 32 } }, until: { members: { score: fit, above: 33 } } }\n"
        "    kept: { when: { members: { score: fit, above: 34 } } }\n"
        "routing: [{ when: { score: fit, above: 35 }, to: ann@acme.example }, { round_robin: [bo@acme.example] }]\n"
        "automations: { tell: { when: { enters: good }, do: [{ notify: sales }] } }\n"
        "channels: { sales: { slack: sales } }\n"
    )
    told = findings(document.content, KINDS, document.lines, Surroundings(sends()))
    assert [each.path for each in told if "never above" in each.message] == [
        "accounts.segments.big.all.0.not.members",
        "accounts.segments.good.any.0.members",
        "accounts.segments.best.when.members",
        "accounts.segments.best.until.members",
        "accounts.segments.kept.when.members",
        "routing.0.when",
    ]
