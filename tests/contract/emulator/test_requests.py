"""What the emulator makes of requests and templates. Where a test fails, a work-around may no longer be needed."""

import json
from pathlib import Path
from time import sleep

import pytest
import urllib3

from local.aws import Aws
from tests.contract.emulator.bare import events, make_function

pytestmark = pytest.mark.e2e


def test_a_function_url_changes_what_is_signed(aws: Aws, seen: Path) -> None:
    """Else the gateway could call the URL instead of the function."""
    make_function(aws.clients, "called", seen, 'return {"statusCode": 200, "body": ""}')
    url = aws.clients.functions.create_function_url_config(FunctionName="called", AuthType="NONE")["FunctionUrl"]
    place = url.split("//")[1].split(".")[0]
    urllib3.request(
        "POST",
        f"{aws.endpoint}/_aws/lambda-url/{place}/a%2Fb?c=%7e&d",
        body=b"\xff",
        headers={"content-type": "application/json"},
    )
    (event,) = events(seen)
    assert event["rawPath"] != "/a%2Fb"
    assert event["rawQueryString"] != "c=%7e&d"
    assert event["body"] == "\N{REPLACEMENT CHARACTER}"


def test_a_mappings_concurrency_that_is_a_parameter_stops_every_queue(aws: Aws, seen: Path) -> None:
    """Else the expander could leave the parameter."""
    make_function(aws.clients, "limited", seen, "return None")
    template = {
        "Parameters": {"Limit": {"Type": "Number", "Default": 2}},
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "limited"}},
            "Mapping": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "FunctionName": "limited",
                    "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
                    "ScalingConfig": {"MaximumConcurrency": {"Ref": "Limit"}},
                },
            },
        },
    }
    aws.clients.cloudformation.create_stack(StackName="limited", TemplateBody=json.dumps(template))
    aws.clients.cloudformation.get_waiter("stack_create_complete").wait(StackName="limited", WaiterConfig={"Delay": 1})
    url = aws.clients.sqs.get_queue_url(QueueName="limited")["QueueUrl"]
    aws.clients.sqs.send_message(QueueUrl=url, MessageBody="a")
    sleep(2)
    assert not events(seen)
    aws.clients.cloudformation.delete_stack(StackName="limited")
