"""Which silences and windows keep an alert quiet, and until when."""

from datetime import timedelta

from hikeshi.alerts.model.matcher import Matcher
from hikeshi.alerts.model.suppression import Subject, matched_values, suppression_of
from hikeshi.kernel.ids import ServiceId, TeamId
from hikeshi.kernel.severity import Severity
from hikeshi.testing.builders import START, a_maintenance_window, a_silence, new_id

SERVICE, TEAM = ServiceId(new_id()), TeamId(new_id())
HOUR = timedelta(hours=1)


def subject(**labels):
    """An alert of the service with these labels."""
    values = matched_values(labels, service="api", severity=Severity.SEV2, title="Disk")
    return Subject(SERVICE, TEAM, values)


def test_nothing_that_holds_keeps_nothing_quiet():
    """Without a silence or window that holds now, there is no suppression."""
    over, to_come = a_silence(ends_at=START), a_silence(starts_at=START + HOUR / 2)

    assert suppression_of(subject(env="test"), [over, to_come], START) is None


def test_the_last_end_counts():
    """With several, it lasts until the last of them ends."""
    silence = a_silence(ends_at=START + 2 * HOUR)
    window = a_maintenance_window(service_ids=(SERVICE,))
    found = suppression_of(subject(env="test"), [silence, window], START)

    assert found is not None
    assert (found.ids, found.until) == ((silence.id, window.id), START + 2 * HOUR)
    assert found.why == "silence “load test”; maintenance “upgrade”"


def test_an_open_window_has_no_end():
    """Where one of them has no end, nobody knows until when."""
    window = a_maintenance_window(service_ids=(SERVICE,), ends_at=None)
    found = suppression_of(subject(env="test"), [a_silence(), window], START)

    assert found is not None
    assert found.until is None


def test_a_window_is_about_its_services_only():
    """Alerts of other services go on."""
    assert suppression_of(subject(), [a_maintenance_window()], START) is None


def test_a_team_silences_only_its_own():
    """A silence of a team says nothing about alerts of others."""
    own, foreign = a_silence(team_id=TEAM), a_silence(team_id=TeamId(new_id()))
    found = suppression_of(subject(env="test"), [own, foreign], START)

    assert found is not None
    assert found.ids == (own.id,)


def test_matchers_know_service_severity_and_title():
    """What every alert has can be matched by name, unless a label has that name."""
    matchers = tuple(
        Matcher(name=name, value=value)
        for name, value in (("service", "api"), ("severity", "sev2"), ("title", "Disk"))
    )
    silence = a_silence(matchers=matchers)

    assert suppression_of(subject(), [silence], START) is not None
    assert suppression_of(subject(severity="critical"), [silence], START) is None
