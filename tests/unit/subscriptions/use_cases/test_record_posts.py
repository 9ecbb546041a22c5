"""Taking in what came of attempts."""

from datetime import timedelta

from tests.unit.subscriptions.desk import ARRIVED, GONE, REFUSED, Desk

from hikeshi.subscriptions.model.subscription_message import DISABLE_AFTER, MessageStatus
from hikeshi.testing.builders import START


def test_what_arrived_is_over():
    """A 2xx answer ends it, and things go well again."""
    desk = Desk()
    made = desk.subscribed()
    desk.message(made)
    desk.report(desk.claim(), REFUSED)
    failing = desk.store.subscription_progress.rows[made.id].failing_since
    desk.clock.advance(timedelta(seconds=10))
    desk.report(desk.claim(), ARRIVED)

    assert failing == START
    assert desk.store.subscription_progress.rows[made.id].failing_since is None
    assert [message.status for message in desk.messages(made)] == [MessageStatus.DELIVERED]


def test_one_that_fails_for_too_long_is_told_no_more():
    """After a day without a success it is disabled, with the reason, and says so once."""
    desk = Desk()
    made = desk.subscribed()
    desk.message(made)
    desk.report(desk.claim(), REFUSED)
    desk.clock.advance(DISABLE_AFTER - timedelta(seconds=1))
    desk.message(made)
    desk.report(desk.claim(), REFUSED)
    assert desk.kept(made).active

    desk.clock.advance(timedelta(seconds=1))
    for _ in range(2):
        desk.message(made)
    desk.report(desk.claim(), REFUSED)

    assert (desk.kept(made).active, desk.kept(made).disabled_reason) == (False, REFUSED.reason)
    assert desk.names().count("SubscriptionDisabled") == 1


def test_one_that_is_gone_is_told_no_more_at_once():
    """410 disables it; what waits is kept for the day it is made active again."""
    desk = Desk()
    made = desk.subscribed()
    first, second = desk.message(made), desk.message(made)
    desk.report(desk.claim(limit=1), GONE)

    assert not desk.kept(made).active
    assert not desk.claim()
    left = [m.id for m in desk.messages(made) if not m.is_over]
    assert len(left) == 1
    assert left[0] in {first.id, second.id}
