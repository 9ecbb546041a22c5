"""Take a swap back."""

import pytest
from tests.unit.oncall.builders import A, B, C, span, utc, written
from tests.unit.oncall.duty import SCHEDULE, Duty, manager, responder

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.oncall import SwapStatus
from hikeshi.oncall.errors import OverrideOfSwapError, SwapClosedError
from hikeshi.oncall.use_cases.accept_swap import AcceptSwap
from hikeshi.oncall.use_cases.remove_override import RemoveOverride
from hikeshi.oncall.use_cases.withdraw_swap import WithdrawSwap


@pytest.mark.parametrize("by", [responder(A), manager()])
async def test_the_giver_takes_an_offer_back(by):
    """Again does nothing; the schedule never knew."""
    duty = Duty()
    swap = await duty.offered(asked=C)

    withdrawn = await duty.do(WithdrawSwap(), swap.id, by=by)
    await duty.do(WithdrawSwap(), swap.id, by=by)

    assert withdrawn.status is SwapStatus.WITHDRAWN
    assert duty.names() == ["SwapOffered", "SwapWithdrawn"]
    assert duty.schedule == SCHEDULE


async def test_nobody_else_does():
    """Who was asked declines instead."""
    duty = Duty()
    swap = await duty.offered(asked=C)

    with pytest.raises(ForbiddenError):
        await duty.do(WithdrawSwap(), swap.id, by=responder(C))


@pytest.mark.parametrize("by", [responder(A), responder(C)])
async def test_an_accepted_one_binds_both(by):
    """Neither side alone gets out of it, not by way of its override either."""
    duty = Duty()
    swap = await duty.offered()
    await duty.do(AcceptSwap(), swap.id, C, by=responder(C))
    override = duty.schedule.overrides[0]

    with pytest.raises(ForbiddenError):
        await duty.do(WithdrawSwap(), swap.id, by=by)
    with pytest.raises(OverrideOfSwapError):
        await duty.do(RemoveOverride(), SCHEDULE.id, override.id, by=by)


async def test_a_manager_gives_back_what_is_to_come():
    """Both directions end now, and what is over stays."""
    duty = Duty()
    swap = await duty.offered(asked=B, in_return=span("2026-01-27", "2026-01-28"))
    await duty.do(AcceptSwap(), swap.id, B, by=responder(B))
    duty.clock.instant = utc("2026-01-20T10:00")

    await duty.do(WithdrawSwap(), swap.id, by=manager())

    assert written(duty.shifts(span("2026-01-19T09:00", "2026-02-02T09:00"))) == [
        ("01-19T09:00", "01-20T00:00", "a"),
        ("01-20T00:00", "01-20T10:00", "b"),
        ("01-20T10:00", "01-26T09:00", "a"),
        ("01-26T09:00", "02-02T09:00", "b"),
    ]


async def test_what_is_over_stays():
    """Edits never change the past."""
    duty = Duty()
    swap = await duty.offered()
    await duty.do(AcceptSwap(), swap.id, C, by=responder(C))
    duty.clock.instant = swap.end

    with pytest.raises(SwapClosedError):
        await duty.do(WithdrawSwap(), swap.id, by=manager())


async def test_what_rests_on_it_breaks():
    """An offer of time that was only taken falls with the swap it was taken by."""
    duty = Duty()
    first = await duty.offered()
    await duty.do(AcceptSwap(), first.id, C, by=responder(C))
    onward = await duty.offered(C)

    await duty.do(WithdrawSwap(), first.id, by=manager())

    assert duty.swap(onward).status is SwapStatus.BROKEN
