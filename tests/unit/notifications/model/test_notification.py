"""The life of a notification."""

from datetime import timedelta

import pytest
from tests.unit.notifications.pages import MINUTE, NOW, a_notification

from hikeshi.notifications.model.notification import (
    DEADLINE,
    FIRST_RETRY,
    LONGEST_RETRY,
    NotificationStatus,
    Purpose,
)
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome

LEASE = timedelta(seconds=60)


def reported(outcome: Outcome, at=NOW, attempts: int = 1, **facts):
    """Return a notification whose attempt came to that."""
    sending = a_notification(status=NotificationStatus.SENDING, attempts=attempts)
    return sending.reported(DeliveryReport(outcome=outcome, **facts), at)


def test_an_attempt_holds_it_until_its_lease_runs_out():
    """A claimed notification is claimable again only when the attempt counts as lost."""
    claimed = a_notification().claimed(NOW, LEASE)
    assert claimed.attempts == 1
    assert not claimed.claimable(NOW + LEASE - timedelta(microseconds=1))
    assert claimed.claimable(NOW + LEASE)


def test_it_is_claimable_from_its_due_instant_on():
    """Nothing is sent early."""
    waiting = a_notification(planned_at=NOW + MINUTE)
    assert not waiting.claimable(NOW)
    assert waiting.claimable(NOW + MINUTE)


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.DELIVERED])
def test_what_a_provider_has_is_sent(outcome):
    """Accepted and delivered end it well; evidence decides which of them it is."""
    sent = reported(outcome)
    assert (sent.status, sent.outcome, sent.sent_at) == (NotificationStatus.SENT, outcome, NOW)


def test_a_permanent_failure_ends_it_as_a_dead_letter():
    """What will never arrive is not repeated."""
    failed = reported(Outcome.PERMANENT, reason="no such number")
    assert failed.is_over
    assert failed.is_dead_letter
    assert failed.reason == "no such number"


@pytest.mark.parametrize("attempts", range(1, 12))
def test_pauses_double_up_to_the_longest_with_a_little_jitter(attempts):
    """The pause after attempt n is 5 s × 2^(n−1), at most 2 minutes, plus up to a quarter."""
    after = reported(Outcome.RETRYABLE, attempts=attempts)
    pause = after.due_at - NOW
    exact = min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY)
    assert exact <= pause <= exact * 1.25
    assert after.status is NotificationStatus.PENDING


def test_the_provider_s_wish_comes_before_ours():
    """Retry-After is honoured where it is longer than the pause."""
    asked = reported(Outcome.RETRYABLE, retry_after=10 * MINUTE)
    assert asked.due_at == NOW + 10 * MINUTE
    short = reported(Outcome.RETRYABLE, retry_after=timedelta(seconds=1))
    assert short.due_at >= NOW + FIRST_RETRY


def test_no_repetition_begins_at_or_after_the_deadline():
    """When the next attempt would be too late, it is a dead letter at once."""
    late = reported(Outcome.RETRYABLE, retry_after=DEADLINE)
    assert late.is_dead_letter
    assert (late.outcome, late.reason) == (Outcome.EXPIRED, "deadline")


def test_a_first_attempt_is_never_too_late_but_a_notice_may_be():
    """A page waits for its worker however long; then the deadline counts from the attempt."""
    after_downtime = NOW + 10 * DEADLINE
    assert not a_notification().is_too_late(after_downtime)
    assert a_notification(attempts=1).is_too_late(NOW + DEADLINE)
    assert a_notification(purpose=Purpose.RESOLVED).is_too_late(after_downtime)
    claimed = a_notification().claimed(after_downtime, LEASE)
    assert claimed.expires_at == after_downtime + DEADLINE


def test_what_is_over_stays_as_it_is():
    """Giving up what was sent, or failed, changes nothing."""
    for over in (reported(Outcome.ACCEPTED), reported(Outcome.PERMANENT)):
        assert over.expired("acknowledged") is over


def test_an_attempt_that_arrives_late_is_marked_so_and_a_late_failure_changes_nothing():
    """What was given up while it was being sent counts as sent when it arrived all the same."""
    given_up = a_notification(status=NotificationStatus.SENDING, attempts=1).expired("acknowledged")
    arrived = given_up.reported(DeliveryReport(outcome=Outcome.DELIVERED), NOW)
    assert arrived.status is NotificationStatus.SENT
    assert "already begun" in arrived.reason
    assert given_up.reported(DeliveryReport(outcome=Outcome.PERMANENT), NOW) is given_up


def test_dead_letters_are_pages_only():
    """A notice that could not be delivered is no dead letter, nor is what nobody wants any more."""
    notice = a_notification(purpose=Purpose.RESOLVED, outcome=Outcome.PERMANENT)
    assert not notice.is_dead_letter
    assert not a_notification().expired("acknowledged").is_dead_letter
