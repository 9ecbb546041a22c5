"""Put an override on a schedule."""

from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, a_layer, a_schedule, an_override
from tests.unit.oncall.works import NOW, Work, actor

from hikeshi.kernel.actor import SYSTEM, TeamRole
from hikeshi.kernel.errors import ConflictError, ForbiddenError
from hikeshi.oncall import on_call
from hikeshi.oncall.use_cases.add_override import AddOverride

SCHEDULE = a_schedule(a_layer(A))
OVERRIDE = an_override("2026-01-14", "2026-01-15", B)
RESPONDER_B = actor(TeamRole.RESPONDER, number=2)


async def test_an_override_gets_an_id_and_holds_from_now():
    """The part of it that is over is left out, and the event says what holds."""
    work = Work(SCHEDULE)

    added = await AddOverride()(work, SCHEDULE.id, OVERRIDE, by=actor())

    assert (evolve(OVERRIDE, start=NOW, id=added.id),) == (added,)
    assert on_call(work.schedules.kept[SCHEDULE.id], NOW) == (B,)
    [event] = work.events
    assert (added.id, NOW, B, "replace") == (
        event.override_id,
        event.start,
        event.user_id,
        event.mode,
    )


@pytest.mark.parametrize(
    "override",
    [
        pytest.param(OVERRIDE, id="takes over"),
        pytest.param(an_override("2026-01-14", "2026-01-15", C, replaces=B), id="gives away"),
        pytest.param(an_override("2026-01-14", "2026-01-15", B, "remove"), id="goes"),
    ],
)
async def test_a_responder_may_override_what_involves_them(override):
    """One may always take over, swap, or go oneself."""
    work = Work(SCHEDULE)

    await AddOverride()(work, SCHEDULE.id, override, by=RESPONDER_B)

    assert len(work.events) == 1


@pytest.mark.parametrize(
    ("by", "override"),
    [
        pytest.param(RESPONDER_B, evolve(OVERRIDE, user=C), id="responder for another"),
        pytest.param(actor(TeamRole.OBSERVER, number=2), OVERRIDE, id="observer for oneself"),
    ],
)
async def test_others_need_the_permission_to_configure(by, override):
    """Putting somebody else on call is for managers; observers are never on call."""
    work = Work(SCHEDULE)

    with pytest.raises(ForbiddenError):
        await AddOverride()(work, SCHEDULE.id, override, by=by)

    assert work.events == []


async def test_hikeshi_itself_may_override():
    """An accepted swap is put in force by the system."""
    work = Work(SCHEDULE)

    await AddOverride()(work, SCHEDULE.id, OVERRIDE, by=SYSTEM)

    assert len(work.events) == 1


async def test_an_override_that_is_over_is_refused():
    """Edits never change the past."""
    with pytest.raises(ConflictError):
        await AddOverride()(
            Work(SCHEDULE),
            SCHEDULE.id,
            an_override("2026-01-13", "2026-01-14", B, id=UUID(int=3)),
            by=actor(),
        )
