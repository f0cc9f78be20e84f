"""The stack's event bus on EventBridge: every piece of news as an event, for whoever else wants to know."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import orjson

from leadflow.adapters.aws import outside
from leadflow.application.announcement import announced
from leadflow.application.ports import OutsideDown
from leadflow.domain.instant import SECOND
from leadflow.domain.news import News

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE: Final = "leadflow"
DETAIL_TYPE: Final = "LeadTransition"


class EventBridgeBus:
    """The port `Bus`; `model` is the lead model's name."""

    def __init__(self, client: "EventBridgeClient", bus: str, model: str) -> None:
        self._client = client
        self._bus = bus
        self._model = model

    def tell(self, news: News) -> None:
        with outside():
            answer = self._client.put_events(
                Entries=[
                    {
                        "EventBusName": self._bus,
                        "Source": SOURCE,
                        "DetailType": DETAIL_TYPE,
                        "Time": datetime.fromtimestamp(news.transition.at / SECOND, UTC),
                        "Detail": orjson.dumps(announced(news, self._model)).decode(),
                    }
                ]
            )
        if answer["FailedEntryCount"]:  # EventBridge answers 200 all the same
            raise OutsideDown(f"PutEvents: {answer['Entries'][0].get('ErrorCode', 'not taken')}")
