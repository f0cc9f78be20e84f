"""What the functions of template.yaml may do, and nothing else."""

import json
import re

import pytest

from local.expand import properties
from tests.templates import of, statements


def test_no_role_may_do_everything_or_everywhere() -> None:
    for name, role in of("AWS::IAM::Role").items():
        assert "ManagedPolicyArns" not in properties(role), name
        for statement in statements(role):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            assert not [action for action in actions if "*" in str(action)], name
            assert statement["Resource"] != "*", name


def test_what_receives_cannot_read_what_delivers_uses() -> None:
    paths = {
        name: re.findall(r"parameter(/leadflow/\S+?)\"", json.dumps(role))
        for name, role in of("AWS::IAM::Role").items()
    }
    assert paths["ReceiveRole"] == ["/leadflow/${AWS::StackName}/in/*"]
    assert paths["DeliverRole"] == ["/leadflow/${AWS::StackName}/out/*"]
    assert not paths["EvaluateRole"] + paths["WakeRole"] + paths["ReactRole"] + paths["RelayRole"]


@pytest.mark.parametrize("name", ["EvaluateRole", "DeliverRole"])
def test_what_looks_back_may_read_timelines(name: str) -> None:
    found = [each for each in statements(of("AWS::IAM::Role")[name]) if "Timeline" in str(each["Resource"])]
    assert any("dynamodb:Query" in str(each["Action"]) for each in found)
