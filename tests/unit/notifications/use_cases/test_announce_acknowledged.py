"""Showing those who were paged that somebody has it."""

from attrs import evolve
from tests.unit.notifications.office import Office

from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.use_cases.announce_acknowledged import AnnounceAcknowledged


def notices(office: Office) -> list[str]:
    """Return by which channels somebody is shown it."""
    return [n.kind for n in office.notifications if n.purpose.value == "acknowledged"]


def test_only_channels_that_change_their_message_show_it():
    """Nobody gets a further mail for it."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    office.report(office.claim(), Outcome.ACCEPTED)

    office.do(AnnounceAcknowledged(), [office.incident.id])

    assert notices(office) == []


def test_a_message_that_arrived_is_changed_once():
    """Two pages of one person by one method have one message to change."""
    office = Office()
    first = evolve(office.first, kind="slack", outcome=Outcome.ACCEPTED)
    again = evolve(first, id=office.world.ids())

    async def two_pages(work):
        await work.notifications.lock_many([first.id])
        await work.notifications.save_many([first])
        await work.notifications.add_many([again])

    office.do(two_pages)
    office.do(AnnounceAcknowledged(), [office.incident.id])

    assert notices(office) == ["slack"]
