"""What channels answer in a rehearsal."""

from datetime import UTC, datetime, timedelta

from hikeshi.notifications.model.outcome import Outcome
from hikeshi.rehearsal.providers import RehearsedProviders

NOW = datetime(2026, 1, 5, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def test_they_deliver_unless_the_scenario_says_otherwise():
    """Trouble ends at its instant."""
    providers = RehearsedProviders()
    providers.trouble("sms", Outcome.RETRYABLE, LATER)
    assert providers.answer("sms", NOW).outcome is Outcome.RETRYABLE
    assert providers.answer("email", NOW).outcome is Outcome.DELIVERED
    assert providers.answer("sms", LATER).outcome is Outcome.DELIVERED


def test_trouble_of_every_channel_outlasts_that_of_one():
    """When one channel's own trouble is over, the general one still counts."""
    providers = RehearsedProviders()
    providers.trouble("sms", Outcome.RETRYABLE, NOW)
    providers.trouble(None, Outcome.PERMANENT, LATER)
    assert providers.answer("sms", NOW).outcome is Outcome.PERMANENT


def test_only_the_core_lets_something_expire():
    """A provider said to answer `expired` refuses for good."""
    providers = RehearsedProviders()
    providers.trouble("sms", Outcome.EXPIRED, LATER)
    assert providers.answer("sms", NOW).outcome is Outcome.PERMANENT
