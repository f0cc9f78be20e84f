from dataclasses import replace

from leadflow.application.ports import Leads, Outbox
from leadflow.domain.automation import Change
from leadflow.domain.errand import Origin
from leadflow.domain.transition import Cause, Transition
from tests.samples import ADA, NOON, after, lead_number, news, state


def test_news_that_were_never_written_are_none(outbox: Outbox) -> None:
    assert outbox.load(ADA, news().id) is None


def test_news_without_an_explanation_come_back_whole(leads: Leads, outbox: Outbox) -> None:
    became = replace(
        news(),
        transition=Transition(Change.BECAME, "persona", "champion", NOON, Cause.TIME),
        evidence=replace(news().evidence, explanation=None),
    )
    leads.commit(state(), [became])
    assert outbox.load(ADA, became.id) == became


def test_news_of_an_occurrence_and_of_what_is_taken_back_come_back_whole(leads: Leads, outbox: Outbox) -> None:
    occurred = Transition(Change.OCCURRED, "demo", None, NOON, Cause.ACTIVITY, activity="a#1")
    left = Transition(Change.LEFT, "sales_ready", None, NOON, Cause.VOID, takes_back=("hand_over",))
    told = [replace(news(), transition=each) for each in (occurred, left)]
    leads.commit(state(), told)
    assert [outbox.load(ADA, each.id) for each in told] == told


def test_news_come_back_with_where_their_way_began(leads: Leads, outbox: Outbox) -> None:
    told = replace(news(), origin=Origin("webhook", NOON))
    leads.commit(state(), [told])
    assert outbox.load(ADA, told.id) == told


def test_what_is_to_be_taken_back_is_pending_too(leads: Leads, outbox: Outbox) -> None:
    back = replace(news(), transition=replace(news().transition, calls=(), takes_back=("hand_over",)))
    leads.commit(state(), [back])
    assert list(outbox.pending(after(1))) == [back]


def test_news_are_pending_from_their_instant_until_they_are_finished(leads: Leads, outbox: Outbox) -> None:
    for number in range(3):
        lead = lead_number(number)
        leads.commit(state(lead), [news(lead, at=after(number))])
    assert list(outbox.pending(NOON)) == []
    expected = [news(lead_number(number), at=after(number)) for number in range(2)]
    assert sorted(outbox.pending(after(2)), key=lambda each: each.transition.at) == expected
    outbox.finish(lead_number(0), expected[0].id)
    assert list(outbox.pending(after(2))) == expected[1:]


def test_finished_news_can_still_be_loaded(leads: Leads, outbox: Outbox) -> None:
    leads.commit(state(), [news()])
    outbox.finish(ADA, news().id)
    outbox.finish(ADA, news().id)
    assert outbox.load(ADA, news().id) == news()


def test_finishing_does_not_bring_back_what_has_expired(outbox: Outbox) -> None:
    outbox.finish(ADA, news().id)
    assert outbox.load(ADA, news().id) is None


def test_news_that_sets_nothing_off_is_pending_too_since_the_bus_is_told_of_it(leads: Leads, outbox: Outbox) -> None:
    quiet = replace(news(), transition=replace(news().transition, calls=()))
    leads.commit(state(), [quiet])
    assert list(outbox.pending(after(1))) == [quiet]
    outbox.finish(ADA, quiet.id)
    assert list(outbox.pending(after(1))) == []


def test_what_was_told_before_is_the_latest_earlier_news_that_set_something_off(leads: Leads, outbox: Outbox) -> None:
    first, *others = (replace(news(at=after(number)), version=1 + number) for number in range(12))
    back = replace(first.transition, calls=(), takes_back=("hand_over",))
    told = {9: replace(others[8], transition=back), 10: others[9]}  # versions 10 and 11
    quiet = [replace(each, transition=replace(each.transition, calls=())) for each in others]
    for version, each in enumerate([first, *quiet]):
        leads.commit(replace(state(), version=version), [told.get(version, each)])
    assert outbox.told_before(replace(news(), version=12)) == told[10]
    assert outbox.told_before(told[10]) == told[9]
    assert outbox.told_before(told[9]) == first
    assert outbox.told_before(first) is None


def test_what_was_told_of_another_lead_is_not_told_before(leads: Leads, outbox: Outbox) -> None:
    leads.commit(state(), [news()])
    assert outbox.told_before(replace(news(lead_number(1)), version=9)) is None
