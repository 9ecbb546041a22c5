"""Telling a program elsewhere no more."""

import pytest
from tests.unit.subscriptions.desk import Desk

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.subscriptions.use_cases.delete_subscription import DeleteSubscription


def test_its_messages_go_with_it():
    """Nothing is left to be sent, and nothing of anybody else's is lost."""
    desk = Desk()
    gone, kept = desk.subscribed(), desk.subscribed()
    desk.message(gone)
    left = desk.message(kept)
    desk.do(DeleteSubscription(), gone.id)

    assert list(desk.store.subscriptions.rows) == [kept.id]
    assert list(desk.store.subscription_messages.rows) == [left.id]
    assert list(desk.store.subscription_progress.rows) == [kept.id]
    assert desk.names()[-1] == "SubscriptionDeleted"


def test_only_those_who_administer_may():
    """A responder takes nobody's subscription away."""
    desk = Desk()
    with pytest.raises(ForbiddenError):
        desk.do(DeleteSubscription(), desk.subscribed().id, by="rosa")
