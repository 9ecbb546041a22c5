"""Go back to the layers a schedule had before."""

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, a_layer, a_schedule, span, utc
from tests.unit.oncall.works import Work, actor

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, NotFoundError, StaleError
from hikeshi.oncall import Revision, shifts
from hikeshi.oncall.use_cases.restore_revision import RestoreRevision

FIRST = a_schedule(a_layer(A, B))
EDITED = evolve(FIRST, revisions=(Revision(utc("2026-01-04"), (a_layer(C),)),), version=2)
LATER = span("2027-01-01", "2027-03-01")


async def test_earlier_layers_hold_again_exactly_as_they_were():
    """What follows is what would have followed without the edit; the past stays."""
    work = Work(EDITED)

    restored = await RestoreRevision()(work, EDITED.id, 0, by=actor(), expected_version=2)

    assert shifts(restored, LATER) == shifts(FIRST, LATER)
    assert restored.revisions[:-1] == EDITED.revisions[: len(restored.revisions) - 1]
    assert work.schedules.kept[EDITED.id] == restored
    assert restored.version == 3
    assert [(event.fields, event.restores) for event in work.events] == [(("layers",), 0)]


async def test_what_holds_already_is_no_edit():
    """Repeating it changes nothing and tells nobody."""
    work = Work(EDITED)

    assert await RestoreRevision()(work, EDITED.id, 1, by=actor()) == EDITED
    assert work.events == []


@pytest.mark.parametrize("number", [2, -1, 10**9])
async def test_a_revision_that_never_was_is_not_found(number):
    """Only revisions of the schedule can return."""
    with pytest.raises(NotFoundError):
        await RestoreRevision()(Work(EDITED), EDITED.id, number, by=actor())


async def test_the_version_seen_counts():
    """Somebody else was faster."""
    with pytest.raises(StaleError):
        await RestoreRevision()(Work(EDITED), EDITED.id, 0, by=actor(), expected_version=1)


async def test_it_takes_the_permission_to_configure():
    """A responder of the team does not edit its schedule."""
    with pytest.raises(ForbiddenError):
        await RestoreRevision()(Work(EDITED), EDITED.id, 0, by=actor(TeamRole.RESPONDER))
