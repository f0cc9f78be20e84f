from dataclasses import replace

import pytest

from leadflow.adapters.tables.receipts import DynamoReceipts
from leadflow.application.ports import Outcome
from leadflow.application.receipts import Receipt
from leadflow.domain.errand import Errand
from leadflow.domain.instant import MINUTE
from tests.contract.conftest import Stores
from tests.samples import ADA, NOON, after, lead_number, news

ERRAND = Errand(ADA, news().id, "hand_over", 0)


@pytest.fixture
def receipts(stores: Stores) -> DynamoReceipts:
    if stores.receipts is None:
        pytest.skip("only tables are looked through")
    return stores.receipts


def test_a_receipt_says_what_it_was_for_how_often_it_was_begun_and_how_it_ended(
    stores: Stores, receipts: DynamoReceipts
) -> None:
    worker = stores.worker()
    worker.claim(ERRAND, NOON, MINUTE, "sales")
    worker.release(ERRAND, "Slack answered 500")
    (waiting,) = receipts.since(NOON)
    assert waiting == Receipt(ERRAND.news, "hand_over", 0, "sales", NOON, 1, reason="Slack answered 500")
    worker.claim(ERRAND, after(2), MINUTE, "sales")
    worker.end(ERRAND, Outcome.FAILED, after(2), "no such channel")
    (ended,) = receipts.since(NOON)
    assert ended == replace(waiting, attempts=2, outcome=Outcome.FAILED, ended_at=after(2), reason="no such channel")
    assert (ended.lead, ended.errand) == (ADA, ERRAND)


def test_receipts_come_latest_first_from_an_instant_on(stores: Stores, receipts: DynamoReceipts) -> None:
    errands = [replace(ERRAND, news=news(lead_number(number)).id) for number in range(40)]
    for minutes, each in enumerate(errands):
        stores.worker().claim(each, after(minutes), MINUTE, "sales")
    assert [each.news for each in receipts.since(after(10))] == [each.news for each in errands[:9:-1]]


def test_what_has_failed_can_be_done_again_and_nothing_else(stores: Stores, receipts: DynamoReceipts) -> None:
    worker = stores.worker()
    done, failed, running = (replace(ERRAND, action=number) for number in range(3))
    for each in (done, failed, running):
        worker.claim(each, NOON, MINUTE, "sales")
    worker.end(done, Outcome.DONE, NOON)
    worker.end(failed, Outcome.FAILED, NOON, "no_service")
    assert [receipts.reopen(each) for each in (done, failed, failed, running)] == [False, True, False, False]
    assert stores.worker().claim(done, NOON, MINUTE) is Outcome.DONE
    assert stores.worker().claim(failed, NOON, MINUTE) is None
    assert {each.action: each.attempts for each in receipts.since(NOON)} == {0: 1, 1: 2, 2: 1}
