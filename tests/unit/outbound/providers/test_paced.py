"""What is too much for a provider waits for room."""

from datetime import timedelta

import pytest
from tests.unit.outbound.envelopes import PAGE

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.memory import FixedClock, InMemoryNotificationSender
from hikeshi.memory.notice_sender import InMemoryNoticeSender
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.testing.builders import START, a_notice
from hikeshi_server.outbound.providers.paced import Pace
from hikeshi_server.outbound.senders import NoticeSenders, Senders
from hikeshi_server.wiring.pacing import PER, paced, paced_notices, parse_channel_limits


async def test_pages_and_notices_share_what_their_channel_takes() -> None:
    """What is too much never reaches the provider, and says when it may; other channels go on."""
    clock = FixedClock(START)
    limits, most = InMemoryRateLimits(clock), {PAGE.kind: 2}
    pages, notices = InMemoryNotificationSender(), InMemoryNoticeSender()
    sender = paced(Senders({PAGE.kind: pages, "other": pages}), limits, most)
    noticing = paced_notices(NoticeSenders({PAGE.kind: notices}), limits, most)

    first = await sender.send(PAGE)
    second = await noticing.by_kind[PAGE.kind].send(a_notice(), PAGE.recipient)
    third = await sender.send(PAGE)

    assert first.outcome is second.outcome is Outcome.DELIVERED
    assert third.outcome is Outcome.RETRYABLE
    assert f"2 messages a minute by {PAGE.kind}" in third.reason
    assert third.retry_after == PER
    assert (len(pages.sent), len(notices.sent)) == (1, 1)
    clock.advance(2 * PER)
    assert (await sender.send(PAGE)).outcome is Outcome.DELIVERED


async def test_a_channel_without_a_limit_is_left_as_it_is() -> None:
    """Nothing set, nothing counted."""
    senders = Senders({PAGE.kind: InMemoryNotificationSender()})

    assert paced(senders, InMemoryRateLimits(FixedClock(START)), {}) == senders


async def test_room_is_told_in_time() -> None:
    """The wait is as long as the limit says, and never longer than its span."""
    pace = Pace(InMemoryRateLimits(FixedClock(START)), RateLimit("sms", 1, timedelta(seconds=10)))
    assert await pace.hold_back() is None

    held = await pace.hold_back()

    assert held is not None
    assert held.retry_after == timedelta(seconds=10)


def test_limits_are_read_by_channel() -> None:
    """One text names channels and their messages a minute."""
    assert parse_channel_limits("sms=60, slack = 50") == {"sms": 60, "slack": 50}


@pytest.mark.parametrize("text", ["pager=1", "sms", "sms=0", "sms=many", "sms=1,,slack=2"])
def test_a_wrong_limit_names_its_part(text: str) -> None:
    """A channel that is none, or an amount that is none, is refused."""
    with pytest.raises(ValueError, match=r"channel|messages a minute"):
        parse_channel_limits(text)
