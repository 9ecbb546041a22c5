"""Changing who must acknowledge harmless pages, or when."""

import pytest
from attrs import evolve
from tests.unit.incidents.drills import DrillGround

from hikeshi.incidents.errors import DrillNotFoundError
from hikeshi.incidents.use_cases.edit_drill import EditDrill
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.kernel.ids import DrillId


def test_its_next_run_is_planned_anew():
    """A drill that is disabled is no longer planned; enabled again it is."""
    ground = DrillGround()
    drill_id, admin = ground.drill.id, ground.admin
    edited = ground.do(EditDrill(), drill_id, lambda d: evolve(d, enabled=False), by=admin)
    assert (edited.version, edited.enabled) == (2, False)
    assert ground.planned == {}
    ground.do(EditDrill(), drill_id, lambda d: evolve(d, enabled=True), by=admin)
    assert drill_id in ground.planned


def test_no_change_is_no_new_version():
    """What is as it was keeps its version."""
    ground = DrillGround()
    assert ground.do(EditDrill(), ground.drill.id, lambda d: d, by=ground.admin) == ground.drill


def test_what_is_unknown_stale_or_not_theirs_is_refused():
    """As everywhere: 404, 412, 403."""
    ground = DrillGround()
    found, admin = ground.drill.id, ground.admin
    with pytest.raises(DrillNotFoundError):
        ground.do(EditDrill(), DrillId(found.__class__(int=1)), lambda d: d, by=admin)
    with pytest.raises(StaleError):
        ground.do(EditDrill(), found, lambda d: d, by=admin, expected_version=7)
    with pytest.raises(ForbiddenError):
        ground.do(EditDrill(), found, lambda d: evolve(d, name="Day"), by=ground.person())
