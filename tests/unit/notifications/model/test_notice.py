"""Messages that are no pages."""

from datetime import timedelta

import pytest

from hikeshi.kernel.ids import ContactMethodId, NotificationRuleId
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.contact import Contact, Reach
from hikeshi.notifications.model.notice import Topic
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.testing.builders import START, a_notice, new_id

LEASE = timedelta(minutes=1)


def reach(kind, *, verified=True):
    """Return a method of that kind."""
    return Reach(contact_method_id=ContactMethodId(new_id()), kind=kind, verified=verified)


def contact(*methods, rule=None):
    """Return somebody with these methods, and a quiet rule for one of them."""
    user_id = a_notice().user_id
    rules = () if rule is None else (_rule(user_id, rule),)
    return Contact(user_id=user_id, rules=rules, methods=methods)


def _rule(user_id, method):
    return NotificationRule(
        id=NotificationRuleId(new_id()),
        user_id=user_id,
        contact_method_id=method.contact_method_id,
        urgency=Urgency.LOW,
    )


def test_the_quiet_rule_says_where_a_notice_goes():
    """Without one it is the first verified method for it: paid ones last, never one that rings."""
    phone, mail, hook = reach("sms"), reach("email"), reach("webhook")

    assert a_notice().way(contact(phone, mail, hook, rule=hook)) == hook
    assert a_notice().way(contact(phone, mail, hook, rule=phone)) == phone
    assert a_notice().way(contact(phone, mail, hook)) == mail
    assert a_notice().way(contact(phone)) == phone
    assert a_notice().way(contact(reach("voice"))) is None
    assert a_notice().way(contact(reach("email", verified=False))) is None


def test_only_a_code_goes_to_what_is_not_verified():
    """It goes to the very method it is for, or nowhere."""
    mail, other = reach("email", verified=False), reach("email")
    code = a_notice(
        topic=Topic.VERIFICATION_CODE, code="1", contact_method_id=mail.contact_method_id
    )

    assert code.way(contact(other, mail)) == mail
    assert code.way(contact(other)) is None


def test_what_may_pass_is_tried_again_until_it_is_too_late():
    """Pauses double, the provider's wish counts, and after the deadline it is given up."""
    busy = DeliveryReport(outcome=Outcome.RETRYABLE, reason="busy")
    first = a_notice(expires_at=START + timedelta(minutes=2)).claimed(reach("email"), START, LEASE)
    again = first.reported(busy, START)
    asked = DeliveryReport(outcome=Outcome.RETRYABLE, retry_after=timedelta(hours=1))

    assert again.status is NotificationStatus.PENDING
    assert timedelta(seconds=10) <= again.due_at - START <= timedelta(seconds=13)
    assert first.reported(asked, START).status is NotificationStatus.EXPIRED


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.PERMANENT])
def test_a_code_is_forgotten_once_it_is_over(outcome):
    """Nothing that was secret stays behind."""
    sending = a_notice(code="012345").claimed(reach("email"), START, LEASE)

    assert sending.code == "012345"
    assert sending.reported(DeliveryReport(outcome=outcome), START).code is None
    assert sending.expired("dropped").code is None


def test_what_is_over_stays_as_it_is():
    """A late report changes nothing."""
    over = a_notice().expired("dropped")
    late = DeliveryReport(outcome=Outcome.ACCEPTED)

    assert over.reported(late, START) == over.expired("again") == over
