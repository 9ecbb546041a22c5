"""Telling those who were paged that it is over."""

from tests.unit.notifications.office import Office

from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.use_cases.announce_resolved import AnnounceResolved


def test_a_notice_follows_where_a_quiet_channel_arrived():
    """Once for each person and method; phones are left in peace."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    office.report(office.claim(), Outcome.ACCEPTED)

    office.do(AnnounceResolved(), [office.incident.id])

    notices = [n for n in office.notifications if n.purpose.value == "resolved"]
    assert [n.kind for n in notices] == ["email"]


def test_who_was_never_reached_hears_nothing():
    """An end needs no telling to somebody who did not know of the beginning."""
    office = Office()
    office.do(AnnounceResolved(), [office.incident.id])
    assert [n.purpose.value for n in office.notifications] == ["page"]
