"""The stack's event bus on EventBridge: every piece of news as an event, for whoever else wants to know."""

from typing import Final

import orjson

from leadflow.adapters.aws_json import Ask
from leadflow.application.announcement import announced
from leadflow.application.ports import OutsideDown
from leadflow.domain.instant import SECOND
from leadflow.domain.json import Json
from leadflow.domain.news import News

SOURCE: Final = "leadflow"
DETAIL_TYPE: Final = "LeadTransition"


class EventBridgeBus:
    """The port `Bus`; `model` is the lead model's name."""

    def __init__(self, events: Ask, bus: str, model: str) -> None:
        self._events = events
        self._bus = bus
        self._model = model

    def tell(self, news: News) -> None:
        entry: Json = {
            "EventBusName": self._bus,
            "Source": SOURCE,
            "DetailType": DETAIL_TYPE,
            "Time": news.transition.at // SECOND,
            "Detail": orjson.dumps(announced(news, self._model)).decode(),
        }
        match self._events("PutEvents", {"Entries": [entry]}):
            case {"FailedEntryCount": 0}:
                return
            case {"Entries": [{"ErrorCode": str(code)}]}:  # EventBridge answers 200 all the same
                raise OutsideDown(f"PutEvents: {code}")
            case _:
                raise OutsideDown("PutEvents: not taken")
