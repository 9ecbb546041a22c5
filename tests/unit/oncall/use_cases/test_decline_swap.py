"""Say that one will not take what one was asked to."""

import pytest
from tests.unit.oncall.builders import A, B, C
from tests.unit.oncall.duty import Duty, manager, responder

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.oncall import SwapStatus
from hikeshi.oncall.errors import SwapClosedError
from hikeshi.oncall.use_cases.accept_swap import AcceptSwap
from hikeshi.oncall.use_cases.decline_swap import DeclineSwap


@pytest.mark.parametrize("by", [responder(C), manager()])
async def test_who_was_asked_may_decline(by):
    """The giver stays on call; declining again changes nothing, accepting is too late."""
    duty = Duty()
    swap = await duty.offered(asked=C)

    declined = await duty.do(DeclineSwap(), swap.id, by=by)
    await duty.do(DeclineSwap(), swap.id, by=by)

    assert declined.status is SwapStatus.DECLINED
    assert duty.names() == ["SwapOffered", "SwapDeclined"]
    with pytest.raises(SwapClosedError, match="declined"):
        await duty.do(AcceptSwap(), swap.id, C, by=responder(C))


@pytest.mark.parametrize("by", [responder(A), responder(B)])
async def test_nobody_declines_for_another(by):
    """Not the giver, who withdraws, and nobody else."""
    duty = Duty()
    swap = await duty.offered(asked=C)

    with pytest.raises(ForbiddenError):
        await duty.do(DeclineSwap(), swap.id, by=by)


async def test_an_offer_to_everybody_is_nobody_s_to_decline():
    """There is only taking it or not."""
    duty = Duty()
    swap = await duty.offered()

    with pytest.raises(SwapClosedError, match="everybody"):
        await duty.do(DeclineSwap(), swap.id, by=manager())
