"""Adding personal rules."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.notifications.use_cases.create_rule import CreateRule
from hikeshi.testing.builders import a_contact_method


def rosas_draft(office):
    """Give Rosa a contact method and return a rule that uses it."""
    method = a_contact_method(user_id=office.users["rosa"].id)
    office.save("contact_methods", method)
    return RuleDraft(contact_method_id=method.id, urgency=Urgency.LOW, delay=timedelta(minutes=5))


def test_a_rule_is_one_s_own():
    """Without a person named it is the rule of whoever adds it."""
    office = Office()
    rule = office.do(CreateRule(), rosas_draft(office), by="rosa")

    assert (rule.user_id, rule.delay) == (office.users["rosa"].id, timedelta(minutes=5))
    assert [event.object_id for event in office.happened] == [rule.id]


def test_a_rule_uses_the_person_s_own_method():
    """Pages are never sent by somebody else's method."""
    office = Office()
    with pytest.raises(InvalidError) as refused:
        office.do(CreateRule(), rosas_draft(office), by="otto")

    assert refused.value.faults[0].pointer == "/contact_method_id"


def test_rules_of_others_are_an_administrator_s():
    """A person cannot decide how others are told; a token that only reads decides nothing."""
    office = Office()
    draft = evolve(rosas_draft(office), user_id=office.users["rosa"].id)
    rosa = office.person("rosa")
    reader = evolve(rosa, scopes=frozenset({"read"}))
    key_reader = evolve(rosa, scopes=frozenset({"read", "read-secrets"}))
    for by in ("otto", reader, key_reader):
        with pytest.raises(ForbiddenError):
            office.do(CreateRule(), draft, by=by)

    assert office.do(CreateRule(), draft).user_id == office.users["rosa"].id
