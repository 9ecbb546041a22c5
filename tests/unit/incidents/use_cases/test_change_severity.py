"""Making an incident better or worse."""

from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.use_cases.change_severity import ChangeSeverity
from hikeshi.kernel.severity import Severity


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(ChangeSeverity(), severity=Severity.SEV5)


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(ChangeSeverity(), severity=Severity.SEV5)


def test_severity_and_urgency_change():
    """The new severity brings its urgency; nobody is paged for it."""
    desk = Desk()

    changed = desk.run(ChangeSeverity(), severity=Severity.SEV4)

    assert (changed.severity.value, changed.urgency.value) == ("sev4", "low")
    assert desk.last() == "severity.changed"
    desk.expect_silence()


def test_the_same_severity_changes_nothing():
    """A repetition is no change."""
    desk = Desk()
    before = desk.incident

    assert desk.run(ChangeSeverity(), severity=before.severity) == before


def test_another_policy_for_the_severity_starts():
    """The service may name a policy for a severity; it begins when the severity changes."""
    desk = Desk(service={"severity_policies": {"sev2": "other"}})

    desk.run(ChangeSeverity(), severity=Severity.SEV2)

    desk.expect_page("dee", step=1)


def test_an_acknowledged_incident_is_not_paged_by_another_policy():
    """While somebody has it, another policy waits for the next time it runs."""
    desk = Desk(service={"severity_policies": {"sev2": "other"}})
    desk.acknowledge("ana")

    desk.run(ChangeSeverity(), severity=Severity.SEV2)

    desk.expect_silence()
    assert desk.incident.escalation_policy_id == desk.player.names.policy("other").id
