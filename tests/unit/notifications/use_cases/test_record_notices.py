"""Taking in what came of attempts at notices."""

import pytest
from tests.unit.notifications.office import Office
from tests.unit.notifications.use_cases.test_claim_notices import claimed, due

from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.record_notices import FinishedNotice, RecordNotices


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.ACCEPTED, NotificationStatus.SENT),
        (Outcome.PERMANENT, NotificationStatus.FAILED),
        (Outcome.RETRYABLE, NotificationStatus.PENDING),
    ],
)
def test_the_report_decides(outcome, status):
    """Sent, failed for good, or again later."""
    office = Office(page=False)
    (begun,), _ = claimed(office, due(office))

    assert recorded(office, begun, outcome, begun.attempts).status is status


def test_a_lost_attempt_says_nothing_about_its_repetition():
    """Its report comes too late."""
    office = Office(page=False)
    (begun,), _ = claimed(office, due(office))

    assert recorded(office, begun, Outcome.PERMANENT, begun.attempts - 1) == begun


def recorded(office, notice, outcome, attempt):
    """Report an attempt; return the notice as it is then."""
    report = DeliveryReport(outcome=outcome, reason="so it is")
    done = FinishedNotice(notice_id=notice.id, attempt=attempt, report=report, at=office.world.now)
    office.do(RecordNotices(), [done])
    return office.do(lambda work: work.notices.lock_many([notice.id]))[notice.id]
