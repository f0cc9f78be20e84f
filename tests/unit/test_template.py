"""What template.yaml must never lose, read from the CloudFormation that it becomes."""

from collections.abc import Mapping

import pytest

from local.expand import kind, load, properties, resources
from tests.templates import TEMPLATE, at, number, of, plain, queue_of, statements

FROZEN = {
    "Actions": "AWS::SQS::Queue",
    "ActionsDeadLetters": "AWS::SQS::Queue",
    "Deliveries": "AWS::DynamoDB::Table",
    "Distribution": "AWS::CloudFront::Distribution",
    "Intake": "AWS::SQS::Queue",
    "IntakeDeadLetters": "AWS::SQS::Queue",
    "LeadKey": "AWS::SecretsManager::Secret",
    "Leads": "AWS::DynamoDB::Table",
    "Lists": "AWS::DynamoDB::Table",
    "Outbox": "AWS::DynamoDB::Table",
    "OutboxDeadLetters": "AWS::SQS::Queue",
    "Receive": "AWS::Lambda::Function",
    "ReceiveUrl": "AWS::Lambda::Url",
    "RelayDeadLetters": "AWS::SQS::Queue",
    "Timeline": "AWS::DynamoDB::Table",
}
"""What holds data, or is known outside: under another logical id it would be made anew, empty and elsewhere."""

TOLD = {
    "Receive": {"ACTIONS_QUEUE_URL", "INTAKE_QUEUE_URL", "ORIGIN_SECRET_ARN", "SECRETS_PATH"},
    "Relay": {"ACTIONS_QUEUE_URL", "INTAKE_QUEUE_URL"},
    "Evaluate": {
        "INTAKE_DEAD_LETTERS_URL",
        "INTAKE_QUEUE_URL",
        "LEADS_TABLE",
        "LEAD_KEY_ARN",
        "OUTBOX_TABLE",
        "TIMELINE_DAYS",
        "TIMELINE_TABLE",
    },
    "Wake": {"ACTIONS_QUEUE_URL", "DELIVERIES_TABLE", "INTAKE_QUEUE_URL", "LEADS_TABLE"},
    "React": {
        "ACTIONS_QUEUE_URL",
        "BUS",
        "DELIVERIES_TABLE",
        "INTAKE_QUEUE_URL",
        "LEADS_TABLE",
        "LISTS_TABLE",
        "MODE",
        "OUTBOX_TABLE",
    },
    "Deliver": {
        "ALERT_SENDER",
        "ACTIONS_DEAD_LETTERS_URL",
        "ACTIONS_QUEUE_URL",
        "DELIVERIES_TABLE",
        "INTAKE_QUEUE_URL",
        "LEADS_TABLE",
        "MODE",
        "OUTBOX_TABLE",
        "SECRETS_PATH",
        "TIMELINE_DAYS",
        "TIMELINE_TABLE",
    },
}


@pytest.mark.slow
def test_what_holds_data_or_is_known_outside_keeps_its_logical_id() -> None:
    assert FROZEN.items() <= {name: kind(one) for name, one in resources(plain()).items()}.items()


def test_what_holds_data_is_kept_when_the_stack_goes() -> None:
    holding = {*of("AWS::DynamoDB::Table"), "LeadKey", *(name for name in of("AWS::SQS::Queue") if "Dead" in name)}
    for name in holding:
        assert at(resources(plain())[name], "DeletionPolicy") == "Retain", name
        assert at(resources(plain())[name], "UpdateReplacePolicy") == "Retain", name


@pytest.mark.parametrize("name", ["Leads", "Timeline", "Outbox", "Deliveries", "Lists"])
def test_a_table_can_be_recovered_is_encrypted_and_forgets_in_time(name: str) -> None:
    stated = properties(of("AWS::DynamoDB::Table")[name])
    assert at(stated, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") is True
    assert at(stated, "SSESpecification", "SSEEnabled") is True
    assert at(stated, "TimeToLiveSpecification") == {"AttributeName": "expires_at", "Enabled": True}
    assert at(stated, "BillingMode") == "PAY_PER_REQUEST"


def test_every_function_has_a_timeout_a_size_and_a_log_that_ends() -> None:
    assert set(of("AWS::Lambda::Function")) == set(TOLD)
    for function in of("AWS::Lambda::Function").values():
        stated = properties(function)
        assert number(stated["Timeout"]) > 3
        assert number(stated["MemorySize"]) >= 256
        log = at(stated, "LoggingConfig", "LogGroup", "Ref")
        assert at(properties(of("AWS::Logs::LogGroup")[str(log)]), "RetentionInDays")


@pytest.mark.parametrize("name", TOLD)
def test_a_function_is_told_what_it_needs_and_no_more(name: str) -> None:
    told = at(properties(of("AWS::Lambda::Function")[name]), "Environment", "Variables")
    assert isinstance(told, Mapping)
    assert {variable for variable in told if not variable.startswith("POWERTOOLS_")} == TOLD[name]


def test_a_queue_waits_six_timeouts_and_then_gives_up_into_a_queue_that_keeps_longer() -> None:
    read = {
        queue: at(properties(one), "FunctionName", "Ref")
        for one in of("AWS::Lambda::EventSourceMapping").values()
        if (queue := queue_of(one))
    }
    assert set(read) == {"Intake", "Actions"}
    for queue, function in read.items():
        stated = properties(of("AWS::SQS::Queue")[queue])
        timeout = number(properties(of("AWS::Lambda::Function")[str(function)])["Timeout"])
        assert number(stated["VisibilityTimeout"]) >= 6 * timeout
        dead = at(stated, "RedrivePolicy", "deadLetterTargetArn", "Fn::GetAtt", 0)
        kept = number(properties(of("AWS::SQS::Queue")[str(dead)])["MessageRetentionPeriod"])
        assert kept > number(stated["MessageRetentionPeriod"])


def test_a_mapping_gives_back_only_what_failed() -> None:
    for mapping in of("AWS::Lambda::EventSourceMapping").values():
        assert properties(mapping)["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_stream_cannot_be_blocked_for_ever() -> None:
    (mapping,) = [one for one in of("AWS::Lambda::EventSourceMapping").values() if not queue_of(one)]
    stated = properties(mapping)
    assert 0 < number(stated["MaximumRetryAttempts"]) < 100
    assert stated["BisectBatchOnFunctionError"] is True
    dead = at(stated, "DestinationConfig", "OnFailure", "Destination", "Fn::GetAtt", 0)
    assert dead in of("AWS::SQS::Queue")


def test_what_cannot_be_relayed_is_tried_again_and_then_kept() -> None:
    (config,) = [
        one
        for one in of("AWS::Lambda::EventInvokeConfig").values()
        if at(properties(one), "FunctionName", "Ref") == "Relay"
    ]
    assert number(properties(config)["MaximumRetryAttempts"]) > 0
    kept = at(properties(config), "DestinationConfig", "OnFailure", "Destination", "Fn::GetAtt", 0)
    assert kept == "RelayDeadLetters"


def test_only_events_about_mails_and_records_of_the_crm_are_relayed() -> None:
    patterns = [pattern for one in of("AWS::Events::Rule").values() if (pattern := at(properties(one), "EventPattern"))]
    assert sorted(patterns, key=str) == [
        {"source": ["aws.ses"], "detail-type": [{"prefix": "Email "}]},
        {"source": [{"prefix": "aws.partner/salesforce.com/"}], "detail-type": [{"suffix": "ChangeEvent"}]},
    ]


def test_a_partner_bus_is_listened_to_only_where_one_is_named() -> None:
    for name in ("SalesforceRule", "SalesforceInvokesRelay"):
        assert at(resources(plain())[name], "Condition") == "HasSalesforceBus"
    rule = properties(resources(plain())["SalesforceRule"])
    assert at(rule, "EventBusName", "Ref") == "SalesforceBus"
    assert at(rule, "Targets", 0, "Arn", "Fn::GetAtt", 0) == "Relay"


def test_anybody_may_call_the_function_url_and_only_that() -> None:
    permissions = [
        properties(one) for one in of("AWS::Lambda::Permission").values() if properties(one)["Principal"] == "*"
    ]
    assert {permission["Action"] for permission in permissions} == {"lambda:InvokeFunction", "lambda:InvokeFunctionUrl"}
    for permission in permissions:
        assert permission.get("FunctionUrlAuthType") == "NONE" or permission.get("InvokedViaFunctionUrl") is True


@pytest.mark.slow
def test_without_a_word_nothing_is_sent() -> None:
    assert at(load(TEMPLATE), "Parameters", "Mode", "Default") == "observe"


def test_the_template_sets_no_setting_of_the_local_stack() -> None:
    assert "LEADFLOW_" not in TEMPLATE.read_text()


def test_the_bus_hears_of_transitions_from_react_alone_and_mail_goes_out_from_deliver_alone() -> None:
    roles = of("AWS::IAM::Role")
    allowed = {
        (name, str(action)): statement
        for name in roles
        for statement in statements(roles[name])
        for action in [statement["Action"]]
        if action in ("events:PutEvents", "ses:SendEmail")
    }
    assert set(allowed) == {("ReactRole", "events:PutEvents"), ("DeliverRole", "ses:SendEmail")}
    assert at(allowed["ReactRole", "events:PutEvents"], "Resource", "Fn::GetAtt", 0) == "Bus"
    sender = at(allowed["DeliverRole", "ses:SendEmail"], "Condition", "StringEquals", "ses:FromAddress", "Ref")
    assert sender == "AlertSender"
