"""Beginning attempts in the work that plans them."""

from collections.abc import Sequence
from typing import Any

from tests.unit.notifications.office import Office

from hikeshi.notifications.model.claim import Claim
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.use_cases.begin_planned import BeginPlanned
from hikeshi.notifications.use_cases.plan_notifications import PlanNotifications


def begin(office: Office, *, limit: int = 10) -> Sequence[Claim]:
    """Page Ana about what she was paged about before, and begin what that plans, in one work."""
    told = office.first

    async def plan(work: Any) -> Sequence[Claim]:
        await work.notifications.save_many([told.expired("escalated")])
        await PlanNotifications()(work, [office.page_like(told)])
        return await BeginPlanned("w")(work, limit=limit)

    found: Sequence[Claim] = office.world.do(plan)
    return found


def test_a_fresh_page_begins_in_the_work_that_plans_it():
    """The attempt is written with its number and worker, and the notification is held."""
    office = Office()
    (claim,) = begin(office)
    assert office.notifications[1] == claim.notification
    assert claim.notification.status is NotificationStatus.SENDING
    assert (claim.attempt.number, claim.attempt.worker) == (1, "w")
    assert list(office.world.store.attempts.rows.values()) == [claim.attempt]


def test_what_has_begun_is_not_claimed_again():
    """Whoever looks for what is due finds nothing."""
    office = Office()
    begin(office)
    assert office.claim() == []


def test_what_no_slot_is_free_for_stays_due():
    """Beyond the limit pages wait for the ordinary claim."""
    office = Office()
    assert list(begin(office, limit=0)) == []
    assert len(office.claim()) == 1


def test_a_rule_with_a_delay_waits():
    """Only what is due now begins at once."""
    office = Office(minutes=(5,))
    assert list(begin(office)) == []
