"""See which swaps a change of their schedule breaks: every change, in its own transaction."""

import pytest
from tests.unit.oncall.builders import A, B, C, D, a_layer, an_override, span
from tests.unit.oncall.duty import SCHEDULE, Duty, manager, responder

from hikeshi.oncall import Layer, ScheduleChanges, SwapStatus
from hikeshi.oncall.use_cases.accept_swap import AcceptSwap
from hikeshi.oncall.use_cases.add_override import AddOverride
from hikeshi.oncall.use_cases.delete_schedule import DeleteSchedule
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule
from hikeshi.oncall.use_cases.recheck_swaps import RecheckSwaps
from hikeshi.oncall.use_cases.remove_override import RemoveOverride


def rotation_of(*people) -> Layer:
    """The same rotation with other people."""
    return a_layer(*people)


async def edit(duty, *people):
    """Put other people in the rotation."""
    changes = ScheduleChanges(layers=(rotation_of(*people),))
    await duty.do(EditSchedule(), SCHEDULE.id, changes, by=manager())


async def test_an_offer_of_what_one_no_longer_holds_is_broken():
    """The reason and the person who changed the schedule are written down."""
    duty = Duty()
    swap = await duty.offered(asked=C)

    await edit(duty, B, D)

    kept = duty.swap(swap)
    assert (kept.status, kept.reason) == (SwapStatus.BROKEN, "no longer on call at that time")
    assert duty.names()[-1] == "SwapBroken"
    assert duty.events[-1].by == manager()


async def test_a_part_is_enough_to_break_it():
    """A swap is bound to exactly its time: somebody else stands in for an hour of it."""
    duty = Duty()
    swap = await duty.offered()
    override = an_override("2026-01-20T10:00", "2026-01-20T11:00", D)

    await duty.do(AddOverride(), SCHEDULE.id, override, by=manager())

    assert duty.swap(swap).status is SwapStatus.BROKEN


async def test_what_is_asked_in_return_counts():
    """The asked person must still hold what they would give."""
    duty = Duty()
    swap = await duty.offered(asked=B, in_return=span("2026-01-27", "2026-01-28"))
    override = an_override("2026-01-27T10:00", "2026-01-27T11:00", D)

    await duty.do(AddOverride(), SCHEDULE.id, override, by=manager())

    assert duty.swap(swap).status is SwapStatus.BROKEN


async def test_changes_elsewhere_leave_it_alone():
    """An override next to it, and taking that back, break nothing."""
    duty = Duty()
    swap = await duty.offered()
    override = an_override("2026-01-21", "2026-01-22", D)
    added = await duty.do(AddOverride(), SCHEDULE.id, override, by=manager())

    await duty.do(RemoveOverride(), SCHEDULE.id, added.id, by=manager())

    assert duty.swap(swap) == swap


async def test_an_override_that_goes_can_break_an_offer():
    """What one held by an override alone is gone with it."""
    duty = Duty()
    override = an_override("2026-01-20", "2026-01-21", C)
    added = await duty.do(AddOverride(), SCHEDULE.id, override, by=manager())
    swap = await duty.offered(C)

    await duty.do(RemoveOverride(), SCHEDULE.id, added.id, by=manager())

    assert duty.swap(swap).status is SwapStatus.BROKEN


async def test_an_accepted_one_stays_and_says_when_it_acts_on_nobody():
    """The override stays as agreed; when it stands in for nobody is told, once."""
    duty = Duty()
    swap = await duty.offered()
    await duty.do(AcceptSwap(), swap.id, C, by=responder(C))

    await edit(duty, B, D)
    await edit(duty, B, D, C)

    kept = duty.swap(swap)
    assert (kept.status, kept.idle) == (SwapStatus.ACCEPTED, (span("2026-01-20", "2026-01-21"),))
    assert duty.names().count("SwapIdled") == 1

    await edit(duty, A, B)

    assert duty.swap(swap).idle == ()
    assert duty.names().count("SwapIdled") == 2


@pytest.mark.parametrize("accepted", [False, True])
async def test_with_its_schedule_a_swap_is_broken(accepted):
    """There is nothing left to be on call for."""
    duty = Duty()
    swap = await duty.offered()
    if accepted:
        await duty.do(AcceptSwap(), swap.id, C, by=responder(C))

    await duty.do(DeleteSchedule(), SCHEDULE.id, by=manager())

    kept = duty.swap(swap)
    assert (kept.status, kept.reason) == (SwapStatus.BROKEN, "the schedule was deleted")


async def test_one_that_expired_is_left_as_it_is():
    """What is over is not looked at again."""
    duty = Duty()
    swap = await duty.offered()
    duty.clock.instant = swap.expires_at

    await edit(duty, B, D)

    assert duty.swap(swap) == swap


async def test_nothing_changes_nothing():
    """Without a swap there is nothing to write."""
    duty = Duty()

    await duty.do(RecheckSwaps(), {SCHEDULE.id: manager()})

    assert duty.events == []
