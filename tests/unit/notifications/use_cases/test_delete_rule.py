"""Deleting personal rules."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.notifications.errors import NotificationRuleNotFoundError
from hikeshi.notifications.use_cases.delete_rule import DeleteRule
from hikeshi.testing.builders import a_notification_rule


def test_only_the_person_and_administrators_do():
    """Somebody else is refused; afterwards the rule is gone."""
    office = Office()
    rule = a_notification_rule(user_id=office.users["rosa"].id)
    office.save("notification_rules", rule)
    with pytest.raises(ForbiddenError):
        office.do(DeleteRule(), rule.id, by="otto")
    office.do(DeleteRule(), rule.id, by="rosa")

    assert [event.object_id for event in office.happened] == [rule.id]
    with pytest.raises(NotificationRuleNotFoundError):
        office.do(DeleteRule(), rule.id, by="rosa")
