"""What a page means for one person."""

from datetime import date, time
from uuid import UUID

from attrs import evolve
from tests.unit.notifications.pages import (
    ALMANAC,
    MAIL,
    MINUTE,
    NOW,
    OLD,
    PHONE,
    a_contact,
    a_notification,
    a_page,
    counting,
)

from hikeshi.flow.almanac import LiveAlmanac
from hikeshi.kernel.condition import Condition, ConditionHours, Failed, HolidayCondition
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.notification import DEADLINE, NotificationStatus, Purpose
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.model.planning import UNREACHABLE, fall_back, plan, plan_notice


def test_one_notification_a_rule_in_the_order_they_are_due():
    """Rules run by their delays, whatever their order; all share the page's instant."""
    made = plan(a_page(), a_contact((MAIL, 3), (PHONE, 0)), ALMANAC, NOW, counting())

    assert [(n.contact_method_id, n.due_at - NOW) for n in made.notifications] == [
        (PHONE, 0 * MINUTE),
        (MAIL, 3 * MINUTE),
    ]
    assert {n.created_at for n in made.notifications} == {NOW}
    assert not made.found.by_fallback


def test_rules_of_unverified_methods_do_not_run():
    """Nothing is ever planned to a method that is not verified."""
    made = plan(a_page(), a_contact((OLD, 0), (MAIL, 0)), ALMANAC, NOW, counting())
    assert [n.contact_method_id for n in made.notifications] == [MAIL]


def test_the_first_verified_method_stands_in_for_missing_rules():
    """Without a usable rule of the urgency the oldest verified method is used at once."""
    for page in (a_page(), a_page(urgency=Urgency.LOW)):
        rules = () if page.urgency is Urgency.HIGH else ((MAIL, 0),)
        made = plan(page, a_contact(*rules), ALMANAC, NOW, counting())
        assert [(n.contact_method_id, n.due_at) for n in made.notifications] == [(PHONE, NOW)]
        assert made.found.by_fallback


def test_nobody_is_unreachable_in_silence():
    """Without any verified method a dead letter stands for the page."""
    made = plan(a_page(), a_contact(unverified=(OLD, PHONE, MAIL)), ALMANAC, NOW, counting())
    (dead,) = made.notifications
    assert made.unreachable
    assert dead.is_dead_letter
    assert (dead.status, dead.reason) == (NotificationStatus.FAILED, UNREACHABLE)


def test_the_next_verified_method_not_used_yet_follows():
    """A fallback is a notification of its own about the same page, due at once."""
    failed = a_notification(status=NotificationStatus.FAILED, outcome=Outcome.PERMANENT, attempts=1)
    later = NOW + MINUTE

    following = fall_back(failed, a_contact(), frozenset({PHONE}), later, counting())

    assert following is not None
    assert (following.contact_method_id, following.kind) == (MAIL, "email")
    assert (following.due_at, following.expires_at) == (later, later + DEADLINE)
    assert (following.attempts, following.outcome, following.is_fallback) == (0, None, True)
    assert following.created_at == failed.created_at
    assert following.id != failed.id


def test_there_may_be_no_further_method():
    """When every verified method was used, nothing follows."""
    used = frozenset({PHONE, MAIL})
    assert fall_back(a_notification(), a_contact(), used, NOW, counting()) is None


def test_only_quiet_channels_that_arrived_hear_of_the_end_and_each_once():
    """A notice goes by mail where a page arrived by mail; phones stay silent."""
    sent = {"status": NotificationStatus.SENT, "outcome": Outcome.ACCEPTED}
    mail = a_notification(1, contact_method_id=MAIL, kind="email", **sent)
    told = [
        mail,
        evolve(mail, round=2),
        a_notification(2, **sent),
        a_notification(3, contact_method_id=OLD, kind="email", outcome=Outcome.PERMANENT),
    ]

    notices = plan_notice(Purpose.RESOLVED, told, NOW + MINUTE, counting())

    assert [(n.contact_method_id, n.purpose.value, n.status.value) for n in notices] == [
        (MAIL, "resolved", "pending")
    ]


def test_a_rule_whose_condition_does_not_hold_is_passed_over():
    """Severity, and hours on the person's own clock when the page comes, decide; it is said why."""
    contact = a_contact((MAIL, 0), (PHONE, 5), (PHONE, 9))
    mail, phone, other = contact.rules
    noon = ConditionHours(time_zone="responder", opens=time(12), closes=time(13))
    rules = (
        evolve(mail, when=Condition(severities=(Severity.SEV2,))),
        evolve(phone, when=Condition(times=(noon,))),
        evolve(other, when=Condition(severities=(Severity.SEV1,))),
    )
    tokyo = evolve(contact, rules=rules, time_zone="Asia/Tokyo")  # 12:10 there
    made = plan(a_page(), tokyo, ALMANAC, NOW, counting())
    assert [n.due_at - NOW for n in made.notifications] == [5 * MINUTE, 9 * MINUTE]
    assert [(p.rule, p.why) for p in made.found.passed_over] == [(rules[0], Failed.SEVERITY)]

    bogota = plan(a_page(), evolve(tokyo, time_zone="America/Bogota"), ALMANAC, NOW, counting())
    assert [p.why for p in bogota.found.passed_over] == [Failed.SEVERITY, Failed.TIMES]


def test_conditions_are_asked_once_when_the_page_comes():
    """A rule that runs after its hours have ended runs: its page came within them."""
    contact = a_contact((PHONE, 60))
    hours = ConditionHours(time_zone="UTC", opens=time(3), closes=time(3, 15))
    rules = (evolve(contact.rules[0], when=Condition(times=(hours,))),)
    made = plan(a_page(), evolve(contact, rules=rules), ALMANAC, NOW, counting())
    assert [n.due_at for n in made.notifications] == [NOW + 60 * MINUTE]


def test_holidays_of_a_rule_are_days_of_the_person():
    """Without a zone of its own, the day is that of the person's clock."""
    new_year = HolidaySetId(UUID(int=9))
    almanac = LiveAlmanac({new_year: frozenset({date(2026, 1, 4)})})
    contact = a_contact((PHONE, 0))
    when = Condition(holidays=HolidayCondition(set_id=new_year, on=False))
    asked = evolve(contact, rules=(evolve(contact.rules[0], when=when),))
    for zone, applies in (("UTC", True), ("America/Bogota", False)):
        made = plan(a_page(), evolve(asked, time_zone=zone), almanac, NOW, counting())
        assert made.found.by_fallback is not applies
