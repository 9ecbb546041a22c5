"""A message is tried again for a day, then it is given up, and may be sent again by hand."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hikeshi.subscriptions.model.subscription_message import (
    GIVE_UP_AFTER,
    PAUSES,
    MessageStatus,
    PostReport,
)
from hikeshi.testing.builders import START, a_subscription_message

LEASE = timedelta(minutes=1)
REFUSED = PostReport(arrived=False, reason="It answered 500.")


def tried(message, report=REFUSED, at=START):
    """Return the message after one attempt."""
    return message.claimed(at, LEASE).reported(report, at)


def test_pauses_grow_from_seconds_to_minutes():
    """The first repetition follows in seconds; each pause holds its own jitter of a quarter."""
    message, now, waits = a_subscription_message(), START, []
    for _ in range(len(PAUSES) + 2):
        message = tried(message, at=now)
        waits.append(message.due_at - now)
        now = message.due_at

    for wait, pause in zip(waits, (*PAUSES, PAUSES[-1], PAUSES[-1]), strict=True):
        assert pause <= wait <= pause * 1.25


def test_the_receivers_wish_is_kept():
    """Retry-After is waited for when it is longer than the pause."""
    asked = PostReport(arrived=False, reason="busy", retry_after=timedelta(minutes=4))

    assert tried(a_subscription_message(), asked).due_at == START + timedelta(minutes=4)


def test_it_is_given_up_after_a_day_and_begins_anew_by_hand():
    """A message that never arrives fails in the end; a replay has the old identity and body."""
    message, now = a_subscription_message(), START
    while not message.is_over:
        message = tried(message, at=now)
        now = max(now, message.due_at)
    again = message.replayed(now)

    assert message.status is MessageStatus.FAILED
    assert now - START <= GIVE_UP_AFTER
    assert (again.id, again.body, again.claimable(now)) == (message.id, message.body, True)
    assert not tried(again, at=now).is_over


def test_one_that_is_gone_is_not_tried_again():
    """410 ends it at once."""
    gone = PostReport(arrived=False, gone=True, reason="gone")

    assert tried(a_subscription_message(), gone).status is MessageStatus.FAILED


def test_a_late_report_changes_nothing():
    """What is over stays as it is, whatever a lost worker says afterwards."""
    over = tried(a_subscription_message(), PostReport(arrived=True, reason="taken"))

    assert over.reported(REFUSED, START) == over


@given(st.integers(0, 10_000), st.booleans())
def test_exactly_due_or_lost_is_claimable(seconds, lost):
    """It can be begun when it is due, or when the lease of a lost attempt has run out."""
    now = START + timedelta(seconds=seconds)
    message = a_subscription_message(due_at=START + timedelta(seconds=5_000))
    if lost:
        message = message.claimed(START, timedelta(seconds=5_000))

    assert message.claimable(now) is (seconds >= 5_000)
