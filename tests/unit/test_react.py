"""From news to errands."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from leadflow.application.ports import Order, OutsideDown
from leadflow.application.react import Reaction, Reactor
from leadflow.domain.automation import Assign, Change, Notify
from leadflow.domain.errand import Errand
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import News
from tests.fakes import MemoryActions, MemoryOutbox
from tests.unit.channels.matters import ADA, ENTERED, HAND_OVER, MODEL, NOW, news

ASSIGNING = replace(MODEL, automations={**MODEL.automations, "hand_over": replace(HAND_OVER, assign=Assign.ANYBODY)})


def nobody(_: News, now: Instant) -> str | None:
    raise AssertionError(f"nobody asks for an owner at {now}")


def unlisted(_: News, now: Instant) -> None:
    """Nobody keeps lists by then, nor at any instant."""


def reactor(
    outbox: MemoryOutbox,
    actions: MemoryActions | None = None,
    model: LeadModel = MODEL,
    owner: Callable[[News, Instant], str | None] = nobody,
    listed: Callable[[News, Instant], None] = unlisted,
) -> Reactor:
    return Reactor(model, actions or MemoryActions(), outbox, owner, listed)


class NoQueue(MemoryActions):
    def send(self, errands: Sequence[Order], delay: Duration = Duration(0)) -> None:
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
    assert reactor(outbox, actions, model).react(called, NOW) == Reaction(sent=3, skipped=0)
    assert actions.sent == [
        Errand(ADA, called.id, "hand_over", 0),
        Errand(ADA, called.id, "hand_over", 1),
        Errand(ADA, called.id, "cooled", 0),
    ]


def test_who_is_to_take_it_back_has_an_errand_too() -> None:
    actions = MemoryActions()
    back = news(replace(ENTERED, calls=("cooled",), takes_back=("hand_over",)))
    assert reactor(outbox_with_news(), actions).react(back, NOW) == Reaction(sent=2, skipped=0)
    assert actions.sent == [Errand(ADA, back.id, "cooled", 0), Errand(ADA, back.id, "hand_over", 0)]


def test_news_that_was_acted_on_is_finished() -> None:
    outbox = outbox_with_news()
    reactor(outbox).react(news(), NOW)
    assert outbox.finished == {news().id}


def test_news_that_sets_off_nothing_is_finished_too() -> None:
    actions, outbox = MemoryActions(), outbox_with_news()
    assert reactor(outbox, actions).react(news(replace(ENTERED, calls=())), NOW) == Reaction(0, 0)
    assert (actions.sent, outbox.finished) == ([], {news().id})


def test_an_automation_that_the_model_no_longer_has_is_counted_and_stops_no_other() -> None:
    actions = MemoryActions()
    called = news(replace(ENTERED, calls=("gone", "hand_over")))
    assert reactor(outbox_with_news(), actions).react(called, NOW) == Reaction(sent=1, skipped=1)


def test_while_the_queue_is_down_news_stays_unfinished() -> None:
    outbox = outbox_with_news()
    with pytest.raises(OutsideDown):
        reactor(outbox, NoQueue()).react(news(), NOW)
    assert outbox.finished == set()


def test_who_gets_the_lead_is_decided_once_and_goes_into_every_errand_of_the_transition() -> None:
    asked: list[tuple[str, Instant]] = []

    def ann(told: News, now: Instant) -> str:
        asked.append((told.id, now))
        return "ann@acme.example"

    actions, called = MemoryActions(), news(replace(ENTERED, calls=("cooled", "hand_over")))
    assert reactor(outbox_with_news(), actions, ASSIGNING, ann).react(called, NOW) == Reaction(2, 0)
    assert actions.sent == [
        Errand(ADA, called.id, "cooled", 0, "ann@acme.example"),
        Errand(ADA, called.id, "hand_over", 0, "ann@acme.example"),
    ]
    assert asked == [(called.id, NOW)]


def test_what_is_taken_back_gives_the_lead_to_nobody() -> None:
    actions, back = MemoryActions(), news(replace(ENTERED, calls=("cooled",), takes_back=("hand_over",)))
    reactor(outbox_with_news(), actions, ASSIGNING).react(back, NOW)
    assert [each.owner for each in actions.sent if isinstance(each, Errand)] == [None, None]


def test_where_nobody_gets_the_lead_all_else_goes_on_and_it_is_counted() -> None:
    actions = MemoryActions()
    done = reactor(outbox_with_news(), actions, ASSIGNING, lambda _, __: None).react(news(), NOW)
    assert done == Reaction(1, 0, unowned=True)
    assert actions.sent == [Errand(ADA, news().id, "hand_over", 0)]


class MemoryBus:
    """The port `Bus`, which may be down."""

    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.told: list[News] = []

    def tell(self, news: News) -> None:
        if self.down:
            raise OutsideDown
        self.told.append(news)


def test_the_bus_is_told_of_all_news_whether_or_not_it_sets_anything_off() -> None:
    bus, outbox, quiet = MemoryBus(), outbox_with_news(), news(replace(ENTERED, calls=()))
    for told in (news(), quiet):
        replace(reactor(outbox), bus=bus).react(told, NOW)
    assert bus.told == [news(), quiet]


def test_while_the_bus_is_down_news_stays_unfinished_and_its_errands_are_sent_again() -> None:
    actions, outbox = MemoryActions(), outbox_with_news()
    down = replace(reactor(outbox, actions), bus=MemoryBus(down=True))
    with pytest.raises(OutsideDown):
        down.react(news(), NOW)
    assert outbox.finished == set()
    replace(down, bus=MemoryBus()).react(news(), NOW)
    assert (len(actions.sent), outbox.finished) == (2, {news().id})


def test_the_lists_are_kept_whatever_the_news_and_told_before_it_is_finished() -> None:
    outbox, heard = outbox_with_news(), list[tuple[str, bool, Instant]]()

    def listed(told: News, now: Instant) -> None:
        heard.append((told.id, told.id in outbox.finished, now))

    quiet = news(replace(ENTERED, calls=()))
    for told in (news(), quiet):
        reactor(outbox, listed=listed).react(told, NOW)
    assert heard == [(news().id, False, NOW), (quiet.id, True, NOW)]  # both have the same id


def test_while_the_lists_are_down_news_stays_unfinished() -> None:
    def down(_: News, now: Instant) -> None:
        raise OutsideDown(f"no table at {now}")

    actions, outbox = MemoryActions(), outbox_with_news()
    with pytest.raises(OutsideDown):
        reactor(outbox, actions, listed=down).react(news(), NOW)
    assert (len(actions.sent), outbox.finished) == (1, set())


def test_that_a_key_has_moved_is_told_to_the_lists_only() -> None:
    bus, heard = MemoryBus(), list[News]()
    moved = news(replace(ENTERED, change=Change.MOVED, of="key", calls=()))
    told = replace(reactor(outbox_with_news(), listed=lambda each, _: heard.append(each)), bus=bus)
    assert told.react(moved, NOW) == Reaction(0, 0)
    assert (bus.told, heard) == ([], [moved])
