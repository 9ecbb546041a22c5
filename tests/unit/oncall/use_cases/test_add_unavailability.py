"""Say that somebody cannot be on call for a while."""

from datetime import date

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, span
from tests.unit.oncall.duty import Duty, manager, observer, responder

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.oncall import UnavailabilityDraft
from hikeshi.oncall.use_cases.add_unavailability import AddUnavailability

LEAVE = UnavailabilityDraft(
    first_day=date(2026, 1, 20), last_day=date(2026, 1, 22), reason="surgery"
)
ADMIN = Actor(ActorKind.USER, B, Role.ADMIN)


async def test_it_is_kept_and_changes_nobody_s_shifts():
    """The journal says when, in the widest sense, and never why."""
    duty = Duty()
    before = duty.schedule

    added = await duty.do(AddUnavailability(), A, LEAVE, by=responder(A))

    assert (added.user_id, added.source, added.reason) == (A, "manual", "surgery")
    assert duty.schedule is before
    [event] = duty.events
    assert (event.start, event.end) == (added.bounds.start, added.bounds.end)
    assert "surgery" not in repr(event)


@pytest.mark.parametrize(
    ("by", "allowed"),
    [
        (responder(A), True),
        (observer(A), True),
        (manager(), True),
        (ADMIN, True),
        (responder(B), False),
        (Actor(ActorKind.USER, B, Role.RESPONDER), False),
        (evolve(responder(A), scopes=frozenset({"read"})), False),
        (evolve(manager(A), scopes=frozenset({"configure"})), True),
    ],
)
async def test_it_is_for_the_person_and_who_looks_after_them(by, allowed):
    """Oneself, who configures a team of theirs, and who administers everything."""
    duty = Duty()

    if allowed:
        assert await duty.do(AddUnavailability(), A, LEAVE, by=by)
    else:
        with pytest.raises(ForbiddenError):
            await duty.do(AddUnavailability(), A, LEAVE, by=by)
        assert duty.store.unavailabilities.rows == {}


async def test_instants_do_as_well():
    """Not everybody is away for whole days."""
    afternoon = span("2026-01-20T13:00", "2026-01-20T18:00")
    draft = UnavailabilityDraft(start=afternoon.start, end=afternoon.end)

    assert (await Duty().do(AddUnavailability(), A, draft, by=responder(A))).bounds == afternoon
