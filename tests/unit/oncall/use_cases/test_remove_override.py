"""Take an override back."""

from uuid import UUID

import pytest
from tests.unit.oncall.builders import A, B, a_layer, a_schedule, an_override
from tests.unit.oncall.works import NOW, Work, actor

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, NotFoundError
from hikeshi.kernel.ids import OverrideId
from hikeshi.oncall import on_call
from hikeshi.oncall.use_cases.remove_override import RemoveOverride

ONE = OverrideId(UUID(int=1))
OVERRIDE = an_override("2026-01-14", "2026-01-16", B, id=ONE)
SCHEDULE = a_schedule(a_layer(A), overrides=(OVERRIDE,))


async def test_a_running_override_ends_now():
    """The layers are back at once, what was stays."""
    work = Work(SCHEDULE)

    await RemoveOverride()(work, SCHEDULE.id, ONE, by=actor())

    assert on_call(work.schedules.kept[SCHEDULE.id], NOW) == (A,)
    assert [(event.override_id, event.user_id) for event in work.events] == [(ONE, B)]


@pytest.mark.parametrize(("number", "allowed"), [(2, True), (3, False)])
async def test_a_responder_may_take_back_what_involves_them(number, allowed):
    """One's own, but nobody else's."""
    work, by = Work(SCHEDULE), actor(TeamRole.RESPONDER, number=number)

    if allowed:
        await RemoveOverride()(work, SCHEDULE.id, ONE, by=by)
    else:
        with pytest.raises(ForbiddenError):
            await RemoveOverride()(work, SCHEDULE.id, ONE, by=by)

    assert allowed == bool(work.events)


async def test_an_unknown_override_is_not_found():
    """The schedule has none of that id."""
    with pytest.raises(NotFoundError):
        await RemoveOverride()(Work(SCHEDULE), SCHEDULE.id, OverrideId(UUID(int=9)), by=actor())
