"""What is watched: every way to be late or to fail has an alarm, and every alarm says where its runbook is."""

import re

import pytest

from local.build import ROOT
from tests.templates import at, of
from tests.watched import alarms, watched, widgets

RUNBOOKS = re.findall(
    r"^### (\w+Alarm)$(.*?)(?=^##)", (ROOT / "docs/operations.md").read_text(), re.MULTILINE | re.DOTALL
)

WATCHED = {
    "Accepted",
    "ApproximateAgeOfOldestMessage",
    "ApproximateNumberOfMessagesVisible",
    "IteratorAge",
    "Lag",
    "LateWakes",
    "NotAuthenticated",
    "NotReacted",
    "Throttles",
    "Unavailable",
    "Unreadable",
    "Waiting",
}


def test_every_dead_letter_queue_and_every_way_to_be_late_has_an_alarm() -> None:
    queues = {str(at(alarm, "Dimensions", 0, "Value", "Fn::GetAtt", 0)) for alarm in alarms().values()}
    assert {name for name in of("AWS::SQS::Queue") if "DeadLetters" in name} <= queues
    assert {alarm["MetricName"] for alarm in alarms().values() if "MetricName" in alarm} == WATCHED


@pytest.mark.parametrize(("name", "metric"), [("ErrorsAlarm", "Errors"), ("ThrottlesAlarm", "Throttles")])
def test_the_errors_and_throttles_of_every_function_are_watched(name: str, metric: str) -> None:
    found = alarms()[name]["Metrics"]
    assert isinstance(found, list)
    summed = [at(each, "MetricStat", "Metric") for each in found if "MetricStat" in each]
    functions = {at(each, "Dimensions", 0, "Value", "Ref") for each in summed}
    alone = {"Receive"} if name == "ThrottlesAlarm" else set()
    assert {at(each, "MetricName") for each in summed} == {metric}
    assert functions | alone == set(of("AWS::Lambda::Function"))
    assert at(alarms()["ReceiveThrottlesAlarm"], "Dimensions", 0, "Value", "Ref") == "Receive"


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm() -> None:
    assert sorted(name for name, _ in RUNBOOKS) == sorted(alarms())


@pytest.mark.parametrize("name", alarms())
def test_an_alarm_says_where_its_runbook_is(name: str) -> None:
    assert str(alarms()[name]["AlarmDescription"]).endswith(f"Runbook: docs/operations.md#{name.lower()}")


@pytest.mark.parametrize(("name", "text"), RUNBOOKS)
def test_a_runbook_says_what_it_means_how_to_look_and_what_to_do(name: str, text: str) -> None:
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Means", "Look", "Do"], name


def test_silence_alarms_only_where_it_is_asked_for() -> None:
    assert at(of("AWS::CloudWatch::Alarm")["SilenceAlarm"], "Condition") == "HasSilentHours"
    assert alarms()["SilenceAlarm"]["EvaluationPeriods"] == {"Ref": "SilentHours"}


def test_the_dashboard_shows_every_metric_of_ours_that_an_alarm_watches() -> None:
    shown = str(widgets())
    assert {each.name for each in watched() if each.name in WATCHED and each.name not in shown} <= {
        "NotAuthenticated",  # one of the reasons, all of which one widget searches
        "Unavailable",
        "Unreadable",
    }
