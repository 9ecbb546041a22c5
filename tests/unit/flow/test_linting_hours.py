"""Checks of conditions, turns and holidays."""

import pytest
from tests.flow.story import a_person, a_step, a_target
from tests.unit.flow.test_linting import details, findings

STEP = "/escalation_policies/0/steps/0"


def holiday_sets(*days: str, until: str | None = None):
    """One set of holidays."""
    return [{"key": "jp", "source": {"dates": list(days)}, "until": until}]


def test_turns_of_one_are_none():
    """One target is paged at every turn."""
    step = a_step("ana", round_robin=True)

    assert findings(step) == [("turns-of-one", "warning", f"{STEP}/round_robin")]
    assert findings(a_step("ana", "ben", round_robin=True)) == []


@pytest.mark.parametrize(
    ("when", "dead"),
    [
        ({"severities": ["sev4"], "urgencies": ["high"]}, True),
        ({"severities": ["sev4", "sev1"], "urgencies": ["high"]}, False),
        ({"severities": ["sev1"], "urgencies": ["low"]}, True),
        ({"holidays": {"set": "jp", "on": True}}, True),
        ({"holidays": {"set": "jp", "on": False}}, False),
    ],
)
def test_a_condition_that_never_holds_is_found(when, dead):
    """A severity without the urgency that is asked for, and holidays that are all over."""
    sets = holiday_sets("2025-01-01", until="2030-01-01")
    found = findings(a_step("ana", when=when), a_step("ben"), holidays=sets)

    assert found == ([("dead-condition", "warning", f"{STEP}/when")] if dead else [])


def test_support_hours_make_low_urgencies():
    """Outside them a severe incident is no hurry: the condition may hold."""
    hours = {"time_zone": "UTC", "windows": [{"from": "09:00", "to": "17:00"}]}
    when = {"severities": ["sev1"], "urgencies": ["low"]}

    assert findings(a_step("ana", when=when), service={"support_hours": hours}) == []


def test_holidays_that_end_soon_are_told():
    """Sixty days before the horizon, which is `until` or the last day listed."""
    for sets in (
        holiday_sets("2026-01-01", until="2026-03-05"),
        holiday_sets("2026-03-05"),
        holiday_sets(),
    ):
        assert findings(holidays=sets) == [("holidays-end", "warning", "/holidays/0")]
    assert findings(holidays=holiday_sets("2026-01-01", until="2026-03-06")) == []


def test_a_step_with_a_condition_ends_no_page():
    """Whether it runs is open: a rule slower than the step may still be of use."""
    late = {"targets": [a_target("dee")], "after_seconds": 3600, "every_seconds": 3600}
    when = {"severities": ["sev1"]}

    assert details(a_step("ana"), a_step("ben", when=when), last_resort=late) == []


@pytest.mark.parametrize(
    ("when", "dead"),
    [({"severities": ["sev4"]}, True), ({"severities": ["sev2", "sev4"]}, False), ({}, False)],
)
def test_a_personal_rule_that_never_applies_is_found(when, dead):
    """The urgency of the rule and the severities of its condition have to go together."""
    rule = {"urgency": "high", "delay_seconds": 0, "contact_method": "phone", "when": when}
    ana = a_person("ana", notification_rules=[rule])

    found = findings(a_step("ana"), people=[ana, "dee"])

    pointer = "/users/0/notification_rules/0/when"
    assert found == ([("dead-condition", "warning", pointer)] if dead else [])
