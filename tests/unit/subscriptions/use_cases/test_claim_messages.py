"""Beginning attempts."""

from datetime import timedelta

from tests.unit.subscriptions.desk import Desk

from hikeshi.subscriptions.use_cases.claim_messages import LEASE, MOST_EACH


def test_what_is_claimed_is_nobody_elses_until_its_lease_runs_out():
    """A second worker gets nothing; after the lease it gets what a dead one had begun."""
    desk = Desk()
    made = desk.subscribed()
    message = desk.message(made)
    (first,) = desk.claim()
    assert not desk.claim()
    desk.clock.advance(LEASE + timedelta(seconds=1))
    (again,) = desk.claim()

    assert first.subscription == made
    assert (again.message.id, again.message.attempts) == (message.id, 2)


def test_one_subscription_takes_so_many_places_only():
    """A slow receiver leaves room for the others."""
    desk = Desk()
    slow, quick = desk.subscribed(), desk.subscribed()
    for _ in range(MOST_EACH + 3):
        desk.message(slow)
    desk.message(quick)
    claimed = [claim.subscription.id for claim in desk.claim(limit=99)]

    assert (claimed.count(slow.id), claimed.count(quick.id)) == (MOST_EACH, 1)
