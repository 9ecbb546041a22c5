"""Deleting a drill."""

import pytest
from tests.unit.incidents.drills import DrillGround

from hikeshi.incidents.use_cases.delete_drill import DeleteDrill
from hikeshi.kernel.errors import ForbiddenError


def test_it_runs_no_more_and_what_it_showed_stays():
    """The page that is out may still be answered, and its result is kept."""
    ground = DrillGround()
    ground.run_now()

    ground.do(DeleteDrill(), ground.drill.id, by=ground.admin)
    ground.does("ana", ground.acknowledging)

    assert ground.planned == {}
    assert [run.outcome for run in ground.runs] == ["passed"]


def test_a_responder_may_not():
    """Drills are for those who configure."""
    ground = DrillGround()
    with pytest.raises(ForbiddenError):
        ground.do(DeleteDrill(), ground.drill.id, by=ground.person())
