"""Which notifications are no longer wanted."""

from uuid import UUID

from tests.unit.notifications.pages import ANA, BEN, INCIDENT, a_notification

from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.notification import Purpose


def test_it_covers_pages_of_its_incident_and_of_one_person_where_named():
    """Notices, other incidents and other people are left alone."""
    everybody = Expiry(incident_id=INCIDENT, reason="acknowledged")
    only_ana = Expiry(incident_id=INCIDENT, reason="acknowledged", user_id=ANA)
    page, notice = a_notification(), a_notification(purpose=Purpose.RESOLVED)
    of_ben = a_notification(user_id=BEN)
    elsewhere = a_notification(incident_id=IncidentId(UUID(int=12)))

    found = [page, notice, of_ben, elsewhere]
    assert [everybody.covers(n) for n in found] == [True, False, True, False]
    assert [only_ana.covers(n) for n in found] == [True, False, False, False]
