"""Changing personal rules."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError, InvalidError, StaleError
from hikeshi.notifications.errors import NotificationRuleNotFoundError
from hikeshi.notifications.use_cases.edit_rule import EditRule
from hikeshi.testing.builders import a_contact_method, a_notification_rule


def rosas_rule(office):
    """Give Rosa a contact method and a rule that uses it."""
    rosa = office.users["rosa"].id
    method = a_contact_method(user_id=rosa)
    rule = a_notification_rule(user_id=rosa, contact_method_id=method.id)
    office.save("contact_methods", method)
    office.save("notification_rules", rule)
    return rule


def later(draft):
    """Wait an hour."""
    return evolve(draft, delay=timedelta(hours=1))


def test_the_changed_fields_are_written_down():
    """The version grows and the event names what changed; the same again changes nothing."""
    office = Office()
    rule = rosas_rule(office)
    edited = office.do(EditRule(), rule.id, later, by="rosa")

    assert (edited.delay, edited.version) == (timedelta(hours=1), 2)
    assert [event.fields for event in office.happened] == [("delay",)]
    assert office.do(EditRule(), rule.id, later, by="rosa") == edited


def test_a_rule_keeps_its_person_and_uses_their_methods():
    """Another person, or somebody else's method, is refused at its pointer."""
    office = Office()
    rule = rosas_rule(office)
    foreign = a_contact_method(user_id=office.users["otto"].id)
    office.save("contact_methods", foreign)
    for changes in ({"user_id": foreign.user_id}, {"contact_method_id": foreign.id}):
        with pytest.raises(InvalidError) as refused:
            office.do(EditRule(), rule.id, lambda d, c=changes: evolve(d, **c))
        assert refused.value.faults[0].pointer == f"/{next(iter(changes))}"


def test_a_stale_foreign_or_unknown_rule():
    """Each is refused in its own way, and the rule stays."""
    office = Office()
    rule = rosas_rule(office)
    with pytest.raises(StaleError):
        office.do(EditRule(), rule.id, later, expected_version=2)
    with pytest.raises(ForbiddenError):
        office.do(EditRule(), rule.id, later, by="otto")
    with pytest.raises(NotificationRuleNotFoundError):
        office.do(EditRule(), office.team.id, later)

    assert office.store.notification_rules.rows[rule.id] == rule
