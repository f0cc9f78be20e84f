"""Every transition on the stack's bus, as EventBridge takes it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import ANY, Stubber

from leadflow.adapters.aws import asking
from leadflow.adapters.bus import EventBridgeBus
from leadflow.application.announcement import announced
from leadflow.application.ports import OutsideDown
from tests.integration.aws import by_moto
from tests.unit.channels.matters import news


def test_news_is_an_event_with_ids_labels_and_figures() -> None:
    with by_moto(), Stubber(client := boto3.client("events")) as stub:
        entry: Mapping[str, object] = {
            "EventBusName": "leadflow",
            "Source": "leadflow",
            "DetailType": "LeadTransition",
            "Time": int(datetime(2024, 5, 14, 14, 7, tzinfo=UTC).timestamp()),
            "Detail": Detail(),
        }
        stub.add_response("put_events", {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}, {"Entries": [entry]})
        EventBridgeBus(asking(client), "leadflow", "acme").tell(news())
        stub.assert_no_pending_responses()


class Detail:
    """Whatever JSON says what the sample news say."""

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and json.loads(other) == announced(news(), "acme")


def test_what_the_bus_does_not_take_is_tried_again() -> None:
    with by_moto(), Stubber(client := boto3.client("events")) as stub:
        refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow"}]}
        stub.add_response("put_events", refused, {"Entries": ANY})
        stub.add_client_error("put_events", "InternalException", http_status_code=500)
        bus = EventBridgeBus(asking(client), "leadflow", "acme")
        for why in ("PutEvents: ThrottlingException", "PutEvents: InternalException"):
            with pytest.raises(OutsideDown, match=why):
                bus.tell(news())
