"""Turning pages into notifications."""

from tests.unit.notifications.office import Office

from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.planning import PageToPlan
from hikeshi.notifications.use_cases.plan_notifications import PlanNotifications


def plan(office: Office, who: str, urgency: Urgency = Urgency.HIGH) -> None:
    """Plan a page about the incident."""
    user_id = office.player.names.user(who).id
    page = PageToPlan(
        incident_id=office.incident.id,
        user_id=user_id,
        urgency=urgency,
        severity=office.incident.severity,
        step=2,
        round=1,
    )
    office.do(PlanNotifications(), [page])


def test_rules_become_notifications():
    """One for every rule of the urgency, due after its delay."""
    office = Office(minutes=(0, 4))
    plan(office, "ana")
    made = [n for n in office.notifications if n.step == 2]
    assert [(n.due_at - office.world.now).total_seconds() for n in made] == [0, 240]


def test_the_log_says_when_a_verified_method_stands_in():
    """Without a usable rule of the urgency the first verified method is used, visibly."""
    office = Office()
    plan(office, "ana", Urgency.LOW)
    assert office.kinds()[-1] == "fallback.used"
    assert office.timeline[-1].facts["reason"] == "no usable personal rule"


def test_the_log_says_when_somebody_cannot_be_reached():
    """A dead letter stands for somebody unknown, too."""
    office = Office(page=False)
    office.alert()
    office.configure({**an_empty_person(office)})
    plan(office, "ben")
    assert office.kinds()[-1] == "person.unreachable"


def an_empty_person(office: Office) -> dict:
    """Return a configuration in which Ben has no contact method any more."""
    del office
    return {"version": 1, "users": [{"key": "ben", "name": "Ben", "email": "ben@example.org"}]}
