"""Begin to read calendars whose time has come."""

from attrs import evolve
from tests.unit.oncall.builders import A, B
from tests.unit.oncall.calendars import Shelf

from hikeshi.oncall.model.calendar_reading import LONGEST_PAUSE
from hikeshi.oncall.use_cases.claim_calendars import LEASE, ClaimCalendars


async def test_nobody_else_reads_it_meanwhile():
    """Another worker sees it as taken until the lease has run out."""
    shelf = Shelf()
    made = await shelf.subscribed()

    [claimed] = await shelf.do(ClaimCalendars(), 9)
    assert claimed.calendar == made
    assert not await shelf.do(ClaimCalendars(), 9)
    shelf.clock.advance(LEASE)
    [again] = await shelf.do(ClaimCalendars(), 9)

    assert again.reading.attempt == claimed.reading.attempt + 1


async def test_the_calendars_of_who_has_left_are_left_alone():
    """It is looked at again tomorrow: people come back."""
    shelf = Shelf()
    theirs, left = await shelf.subscribed(), await shelf.subscribed(user_id=B)
    shelf.store.users.put(B, evolve(shelf.store.users.rows[B], active=False))
    shelf.store.commit()
    shelf.store.configuration_changed()

    [claimed] = await shelf.do(ClaimCalendars(), 9)

    assert claimed.calendar.user_id == A
    assert theirs.id == claimed.calendar.id
    assert shelf.reading(left).due_at == shelf.clock.now() + LONGEST_PAUSE
