"""Tests of `hikeshi.alerts.use_cases.replace_groupings`."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.unit.configuration.place import Place

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.use_cases.replace_groupings import ReplaceGroupings
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind, Role
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import ServiceId

FIRST = Grouping(ServiceId(UUID(int=1)), ("title",), timedelta(minutes=5))
SECOND = Grouping(ServiceId(UUID(int=2)), ("labels.env",), timedelta(minutes=5))


async def test_the_new_ones_take_the_place_of_the_old():
    """Afterwards there are these groupings and no other, and the journal says so."""
    place = Place()
    for groupings in ([FIRST], [SECOND]):
        await place.do(lambda work, g=groupings: ReplaceGroupings()(work, g, by=SYSTEM))

    assert place.directory.groupings == {SECOND.service_id: SECOND}
    kinds = [entry.type for entry in place.store.journal.rows.values()]
    assert kinds == ["groupings.replaced"] * 2


async def test_it_takes_the_permission_to_configure_everything():
    """What belongs to everybody is not a responder's to configure."""
    responder = Actor(ActorKind.USER, UUID(int=9), Role.RESPONDER)
    place = Place()

    with pytest.raises(ForbiddenError):
        await place.do(lambda work: ReplaceGroupings()(work, [FIRST], by=responder))

    assert place.directory.groupings == {}
