"""Say that somebody can be on call after all."""

import pytest
from tests.unit.oncall.builders import A, B
from tests.unit.oncall.duty import Duty, manager, responder
from tests.unit.oncall.use_cases.test_add_unavailability import LEAVE

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.oncall.errors import UnavailabilityNotFoundError
from hikeshi.oncall.use_cases.add_unavailability import AddUnavailability
from hikeshi.oncall.use_cases.remove_unavailability import RemoveUnavailability


@pytest.mark.parametrize("by", [responder(A), manager()])
async def test_it_is_gone(by):
    """Once; then there is none."""
    duty = Duty()
    leave = await duty.do(AddUnavailability(), A, LEAVE, by=responder(A))

    await duty.do(RemoveUnavailability(), A, leave.id, by=by)

    assert duty.names() == ["UnavailabilityAdded", "UnavailabilityRemoved"]
    with pytest.raises(UnavailabilityNotFoundError):
        await duty.do(RemoveUnavailability(), A, leave.id, by=by)


async def test_it_is_not_for_others():
    """A colleague does not end somebody's leave."""
    duty = Duty()
    leave = await duty.do(AddUnavailability(), A, LEAVE, by=responder(A))

    with pytest.raises(ForbiddenError):
        await duty.do(RemoveUnavailability(), A, leave.id, by=responder(B))
