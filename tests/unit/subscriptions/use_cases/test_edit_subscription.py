"""Changing a subscription."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.subscriptions.desk import GONE, REFUSED, Desk

from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.errors import SubscriptionNotFoundError
from hikeshi.subscriptions.use_cases.edit_subscription import EditSubscription
from hikeshi.testing.builders import new_id


def edit(desk, subscription, *, by="ada", version=None, **changes):
    """Change some of its fields."""
    return desk.do(
        EditSubscription(),
        subscription.id,
        lambda draft: evolve(draft, **changes),
        by=by,
        expected_version=version,
    )


def test_changed_fields_are_recorded_and_nothing_else_is():
    """An edit keeps the secrets; the same again is no edit."""
    desk = Desk()
    made = desk.subscribed()
    edited = edit(desk, made, name="Lake", types=("alert.*",))
    again = edit(desk, made, name="Lake")

    assert (edited.secrets, edited.version, again) == (made.secrets, 2, edited)
    assert [getattr(event, "fields", None) for event in desk.happened] == [None, ("name", "types")]


def test_one_that_is_made_active_again_gets_its_time_again():
    """A subscription that was disabled is not disabled by its next failure at once."""
    desk = Desk()
    made = desk.subscribed()
    desk.message(made)
    desk.report(desk.claim(), GONE)
    assert not desk.kept(made).active

    edit(desk, made, active=True)
    desk.clock.advance(timedelta(days=9))
    desk.message(made)
    desk.report(desk.claim(), REFUSED)

    assert (desk.kept(made).active, desk.kept(made).disabled_reason) == (True, "")


def test_what_is_not_there_or_not_theirs_is_refused():
    """Unknown, stale and forbidden edits change nothing."""
    desk = Desk()
    made = desk.subscribed()
    with pytest.raises(SubscriptionNotFoundError):
        edit(desk, evolve(made, id=SubscriptionId(new_id())), name="Lake")
    with pytest.raises(StaleError):
        edit(desk, made, version=9, name="Lake")
    with pytest.raises(ForbiddenError):
        edit(desk, made, by="rosa", name="Lake")

    assert desk.kept(made) == made
