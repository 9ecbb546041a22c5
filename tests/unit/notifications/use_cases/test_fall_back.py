"""Another method for what could not be delivered."""

from tests.unit.notifications.office import Office

from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.use_cases.fall_back import FallBack


def test_each_method_is_used_once_for_a_page():
    """When the fallback fails too, nothing is left to try."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    office.report(office.claim(), Outcome.PERMANENT)
    assert [n.is_dead_letter for n in office.notifications] == [True, True]
    assert office.claim() == []


def test_unknown_notifications_and_notices_have_no_fallback():
    """Only pages are worth another method."""
    office = Office()
    office.do(FallBack(), [NotificationId(office.world.ids())])
    assert len(office.notifications) == 1
