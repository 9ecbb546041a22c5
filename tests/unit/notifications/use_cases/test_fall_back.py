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


def test_while_a_provider_answers_nobody_the_next_method_is_tried_at_once():
    """The repetitions go on beside it; each report plans one further method at most."""
    office = Office()
    office.report(office.claim(), Outcome.RETRYABLE, away=True)

    first, second = office.notifications
    assert (first.outcome, first.is_over) == (Outcome.RETRYABLE, False)
    assert (second.kind, second.is_fallback, second.due_at) == ("email", True, office.world.now)
    assert office.kinds().count("fallback.used") == 1


def test_a_plain_retry_plans_nothing_else():
    """What may pass in seconds needs no second message."""
    office = Office()
    office.report(office.claim(), Outcome.RETRYABLE)

    assert len(office.notifications) == 1
