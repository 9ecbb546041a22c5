"""Laying down who must acknowledge harmless pages."""

from datetime import timedelta

import pytest
from tests.unit.incidents.drills import DrillGround

from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.kernel.errors import ConflictError, ForbiddenError


def test_its_first_run_is_planned():
    """A drill begins with version one, is called by its key, and knows when it runs."""
    ground = DrillGround()
    drill = ground.drill
    assert (drill.key, drill.name, drill.version) == ("night", "night", 1)
    assert drill.acknowledge_within == timedelta(minutes=15)
    assert ground.planned == {drill.id: drill.next_run_after(ground.world.now)}


def test_disabled_it_is_planned_for_no_time():
    """Nothing is planned for a drill that does not run by itself."""
    ground = DrillGround()
    quiet = ground.lay_down("quiet", enabled=False)
    assert quiet.id not in ground.planned


def test_a_key_is_taken_once():
    """A second drill of the same key is refused."""
    ground = DrillGround()
    with pytest.raises(ConflictError):
        ground.lay_down("night")


def test_a_responder_may_not():
    """Drills are for those who configure."""
    ground = DrillGround()
    with pytest.raises(ForbiddenError):
        ground.do(CreateDrill(), ground.draft("other"), by=ground.person())
