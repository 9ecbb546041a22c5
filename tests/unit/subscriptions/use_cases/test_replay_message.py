"""Sending a message again."""

import pytest
from tests.unit.subscriptions.desk import ARRIVED, Desk

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.subscriptions.errors import (
    StillUnderWayError,
    SubscriptionMessageNotFoundError,
)
from hikeshi.subscriptions.use_cases.replay_message import ReplayMessage


def test_it_is_due_now_with_its_old_identity():
    """A repetition is recognised by the receiver, and recorded here."""
    desk = Desk()
    made = desk.subscribed()
    message = desk.message(made)
    desk.report(desk.claim(), ARRIVED)
    again = desk.do(ReplayMessage(), made.id, message.id)

    assert (again.id, again.body) == (message.id, message.body)
    assert [claim.message.id for claim in desk.claim()] == [message.id]
    assert desk.names()[-1] == "MessageReplayed"


def test_what_is_under_way_or_of_another_is_refused():
    """A message that is tried anyway, or another subscription's, is not begun anew."""
    desk = Desk()
    made, other = desk.subscribed(), desk.subscribed()
    message = desk.message(made)
    with pytest.raises(StillUnderWayError):
        desk.do(ReplayMessage(), made.id, message.id)
    with pytest.raises(SubscriptionMessageNotFoundError):
        desk.do(ReplayMessage(), other.id, message.id)
    with pytest.raises(ForbiddenError):
        desk.do(ReplayMessage(), made.id, message.id, by="rosa")
