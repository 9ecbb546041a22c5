"""Letting a program elsewhere be told."""

import pytest
from tests.unit.subscriptions.desk import DRAFT, Desk

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.subscriptions.use_cases.create_subscription import CreateSubscription


def test_it_is_told_from_its_place_on():
    """A new subscription has a secret and begins at the place in the journal it was made at."""
    desk = Desk()
    made = desk.subscribed(position=7)

    assert made.secrets == ("whsec_0",)
    assert desk.store.subscription_progress.rows[made.id].position == 7
    assert desk.names() == ["SubscriptionCreated"]


def test_only_those_who_administer_may():
    """What leaves the organisation is for those who administer it."""
    desk = Desk()
    with pytest.raises(ForbiddenError):
        desk.do(CreateSubscription(desk.new_secret), DRAFT, position=0, by="rosa")

    assert not desk.store.subscriptions.rows
