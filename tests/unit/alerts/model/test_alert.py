"""Rules of a single alert."""

from datetime import timedelta

from tests.unit.alerts.builders import INTEGRATION, NOW, an_alert

from hikeshi.alerts.model.alert import AlertIdentity, AlertStatus
from hikeshi.kernel.severity import Severity

LATER = NOW + timedelta(minutes=5)


def test_identity_is_the_integration_and_the_key():
    """What two signals must share to speak of one alert is their integration and their key."""
    assert an_alert().identity == AlertIdentity(INTEGRATION, "k")


def test_identities_differ_by_case():
    """Keys are case-sensitive."""
    assert an_alert(dedup_key="K").identity != an_alert(dedup_key="k").identity


def test_a_repetition_counts_up_and_moves_the_last_sight():
    """A further trigger changes the count and when it was last seen, not when it began."""
    repeated = an_alert().repeated(Severity.SEV3, LATER)

    assert (repeated.count, repeated.first_seen_at, repeated.last_seen_at) == (2, NOW, LATER)


def test_the_worst_severity_stays():
    """A repetition can make an alert worse, never milder."""
    worse = an_alert().repeated(Severity.SEV1, LATER)

    assert worse.severity is Severity.SEV1
    assert worse.repeated(Severity.SEV5, LATER).severity is Severity.SEV1


def test_resolving_ends_it_once():
    """The first resolve counts; another one changes nothing."""
    ended = an_alert().resolved(LATER)

    assert (ended.status, ended.resolved_at) == (AlertStatus.RESOLVED, LATER)
    assert ended.resolved(LATER + timedelta(hours=1)) is ended
