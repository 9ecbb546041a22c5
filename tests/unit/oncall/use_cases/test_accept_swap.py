"""Take what somebody offers: from now on the taker is on call there."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, D, span, utc, written
from tests.unit.oncall.duty import Duty, manager, observer, responder

from hikeshi.kernel.errors import ForbiddenError, InvalidError, StaleError
from hikeshi.kernel.ids import SwapId
from hikeshi.oncall import SwapStatus
from hikeshi.oncall.errors import SwapClosedError, SwapNotFoundError
from hikeshi.oncall.use_cases.accept_swap import AcceptSwap

WEEKS = span("2026-01-19T09:00", "2026-02-02T09:00")


async def test_the_taker_stands_in_inside_the_interval_only():
    """An override inside the giver's own shifts, which carries the swap, in one edit."""
    duty = Duty()
    swap = await duty.offered()

    accepted = await duty.do(AcceptSwap(), swap.id, C, by=responder(C))

    assert (accepted.status, accepted.taker_id) == (SwapStatus.ACCEPTED, C)
    assert written(duty.shifts(WEEKS))[:3] == [
        ("01-19T09:00", "01-20T00:00", "a"),
        ("01-20T00:00", "01-21T00:00", "c"),
        ("01-21T00:00", "01-26T09:00", "a"),
    ]
    [override] = duty.schedule.overrides
    assert (override.replaces, override.swap_id, duty.schedule.version) == (A, swap.id, 2)
    assert duty.names() == ["SwapOffered", "SwapAccepted", "OverrideAdded"]
    assert duty.events[-1].swap_id == swap.id


async def test_a_true_swap_happens_both_ways_at_once():
    """Each stands in for the other, in one edit of the schedule."""
    duty = Duty()
    swap = await duty.offered(asked=B, in_return=span("2026-01-27", "2026-01-28"))

    await duty.do(AcceptSwap(), swap.id, B, by=responder(B))

    assert written(duty.shifts(WEEKS)) == [
        ("01-19T09:00", "01-20T00:00", "a"),
        ("01-20T00:00", "01-21T00:00", "b"),
        ("01-21T00:00", "01-26T09:00", "a"),
        ("01-26T09:00", "01-27T00:00", "b"),
        ("01-27T00:00", "01-28T00:00", "a"),
        ("01-28T00:00", "02-02T09:00", "b"),
    ]
    assert duty.schedule.version == 2


async def test_the_second_to_accept_is_told():
    """One offer has one taker; to that one, accepting again does nothing."""
    duty = Duty()
    swap = await duty.offered()
    await duty.do(AcceptSwap(), swap.id, C, by=responder(C))
    before = len(duty.events)

    with pytest.raises(SwapClosedError, match="accepted"):
        await duty.do(AcceptSwap(), swap.id, D, by=responder(D))
    await duty.do(AcceptSwap(), swap.id, C, by=responder(C))

    assert (len(duty.events), len(duty.schedule.overrides)) == (before, 1)


async def test_an_offer_expires_as_its_shift_starts():
    """Nobody took it: the giver is on call as ever."""
    duty = Duty()
    swap = await duty.offered()
    duty.clock.instant = swap.expires_at

    with pytest.raises(SwapClosedError, match="expired"):
        await duty.do(AcceptSwap(), swap.id, C, by=responder(C))

    assert duty.swap(swap).status_at(duty.clock.instant) is SwapStatus.EXPIRED
    assert duty.schedule.overrides == ()


async def test_a_running_shift_changes_hands_now():
    """What is over stays the giver's."""
    duty = Duty()
    swap = await duty.offered(B, "2026-01-14T12:00", "2026-01-15")
    duty.clock.advance(timedelta(hours=3))

    await duty.do(AcceptSwap(), swap.id, C, by=responder(C))

    assert duty.schedule.overrides[0].start == utc("2026-01-14T15:00")


@pytest.mark.parametrize(
    ("asked", "taker", "by", "error"),
    [
        (None, C, responder(C), None),
        (None, C, manager(), None),
        (None, C, responder(D), ForbiddenError),
        (None, C, observer(C), ForbiddenError),
        (None, A, responder(A), InvalidError),
        (C, C, responder(C), None),
        (C, C, manager(), None),
        (C, D, responder(D), InvalidError),
        (C, C, responder(A), ForbiddenError),
        (C, C, evolve(responder(C), scopes=frozenset({"respond"})), ForbiddenError),
    ],
)
async def test_who_may_accept_what(asked, taker, by, error):
    """One accepts for oneself, and where somebody was asked, only they; a manager for anybody."""
    duty = Duty()
    swap = await duty.offered(asked=asked)

    if error is None:
        assert (await duty.do(AcceptSwap(), swap.id, taker, by=by)).taker_id == taker
    else:
        with pytest.raises(error):
            await duty.do(AcceptSwap(), swap.id, taker, by=by)
        assert duty.swap(swap) == swap


async def test_nobody_who_left_takes_anything():
    """A deactivated person would never be paged."""
    duty = Duty()
    swap = await duty.offered()
    duty.store.users.put(C, evolve(duty.store.users.rows[C], active=False))
    duty.store.configuration_changed()

    with pytest.raises(InvalidError, match="deactivated"):
        await duty.do(AcceptSwap(), swap.id, C, by=manager())


async def test_a_version_that_is_not_the_newest_is_refused():
    """If-Match holds for swaps too, and an unknown one is not found."""
    duty = Duty()
    swap = await duty.offered()

    with pytest.raises(StaleError):
        await duty.do(AcceptSwap(), swap.id, C, by=responder(C), expected_version=7)
    with pytest.raises(SwapNotFoundError):
        await duty.do(AcceptSwap(), SwapId(C), C, by=responder(C))


async def test_what_was_taken_can_be_given_on_and_back():
    """A chain of swaps ends where the last one says, and back again."""
    duty = Duty()
    for giver, taker in ((A, C), (C, D), (D, A), (A, B)):
        swap = await duty.offered(giver)
        await duty.do(AcceptSwap(), swap.id, taker, by=responder(taker))

    assert written(duty.shifts(span("2026-01-20", "2026-01-21"))) == [
        ("01-20T00:00", "01-21T00:00", "b")
    ]
    assert all(swap.idle == () for swap in duty.store.swaps.rows.values())
