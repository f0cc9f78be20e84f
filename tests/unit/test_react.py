"""From news to errands."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from leadflow.application.fetch import Fetch
from leadflow.application.ports import OutsideDown
from leadflow.application.react import Reaction, react
from leadflow.domain.automation import Notify
from leadflow.domain.news import Errand
from tests.fakes import MemoryActions, MemoryOutbox
from tests.unit.channels.matters import ADA, ENTERED, HAND_OVER, MODEL, news


class NoQueue(MemoryActions):
    def send(self, errands: Sequence[Errand | Fetch]) -> None:
        raise OutsideDown


def outbox_with_news() -> MemoryOutbox:
    outbox = MemoryOutbox()
    outbox.put(news())
    return outbox


def test_each_action_of_each_automation_is_one_errand() -> None:
    actions, outbox = MemoryActions(), outbox_with_news()
    twice = replace(HAND_OVER, do=(Notify("sales"), Notify("managers")))
    model = replace(MODEL, automations={**MODEL.automations, "hand_over": twice})
    called = news(replace(ENTERED, calls=("hand_over", "cooled")))
    assert react(called, model, actions, outbox) == Reaction(sent=3, skipped=0)
    assert actions.sent == [
        Errand(ADA, called.id, "hand_over", 0),
        Errand(ADA, called.id, "hand_over", 1),
        Errand(ADA, called.id, "cooled", 0),
    ]


def test_who_is_to_take_it_back_has_an_errand_too() -> None:
    actions = MemoryActions()
    back = news(replace(ENTERED, calls=("cooled",), takes_back=("hand_over",)))
    assert react(back, MODEL, actions, outbox_with_news()) == Reaction(sent=2, skipped=0)
    assert actions.sent == [Errand(ADA, back.id, "cooled", 0), Errand(ADA, back.id, "hand_over", 0)]


def test_news_that_was_acted_on_is_finished() -> None:
    outbox = outbox_with_news()
    react(news(), MODEL, MemoryActions(), outbox)
    assert outbox.finished == {news().id}


def test_news_that_sets_off_nothing_is_finished_too() -> None:
    actions, outbox = MemoryActions(), outbox_with_news()
    assert react(news(replace(ENTERED, calls=())), MODEL, actions, outbox) == Reaction(0, 0)
    assert (actions.sent, outbox.finished) == ([], {news().id})


def test_an_automation_that_the_model_no_longer_has_is_counted_and_stops_no_other() -> None:
    actions = MemoryActions()
    called = news(replace(ENTERED, calls=("gone", "hand_over")))
    assert react(called, MODEL, actions, outbox_with_news()) == Reaction(sent=1, skipped=1)


def test_while_the_queue_is_down_news_stays_unfinished() -> None:
    outbox = outbox_with_news()
    with pytest.raises(OutsideDown):
        react(news(), MODEL, NoQueue(), outbox)
    assert outbox.finished == set()
