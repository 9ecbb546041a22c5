"""What a page means for one person."""

from attrs import evolve
from tests.unit.notifications.pages import (
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

from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.notification import DEADLINE, NotificationStatus, Purpose
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.model.planning import UNREACHABLE, fall_back, plan, plan_notice


def test_one_notification_a_rule_in_the_order_they_are_due():
    """Rules run by their delays, whatever their order; all share the page's instant."""
    made = plan(a_page(), a_contact((MAIL, 3), (PHONE, 0)), NOW, counting())

    assert [(n.contact_method_id, n.due_at - NOW) for n in made.notifications] == [
        (PHONE, 0 * MINUTE),
        (MAIL, 3 * MINUTE),
    ]
    assert {n.created_at for n in made.notifications} == {NOW}
    assert not made.used_fallback


def test_rules_of_unverified_methods_do_not_run():
    """Nothing is ever planned to a method that is not verified."""
    made = plan(a_page(), a_contact((OLD, 0), (MAIL, 0)), NOW, counting())
    assert [n.contact_method_id for n in made.notifications] == [MAIL]


def test_the_first_verified_method_stands_in_for_missing_rules():
    """Without a usable rule of the urgency the oldest verified method is used at once."""
    for page in (a_page(), a_page(urgency=Urgency.LOW)):
        rules = () if page.urgency is Urgency.HIGH else ((MAIL, 0),)
        made = plan(page, a_contact(*rules), NOW, counting())
        assert [(n.contact_method_id, n.due_at) for n in made.notifications] == [(PHONE, NOW)]
        assert made.used_fallback


def test_nobody_is_unreachable_in_silence():
    """Without any verified method a dead letter stands for the page."""
    made = plan(a_page(), a_contact(unverified=(OLD, PHONE, MAIL)), NOW, counting())
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
