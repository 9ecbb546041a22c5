"""Every port keeps its promises, whatever it keeps things in."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from hikeshi.flow.work import Transactions
from hikeshi.testing.conformance import (
    Check,
    alerts,
    bundles,
    calendars,
    drills,
    flow,
    incident_alerts,
    incidents,
    notices,
    notifications,
    oncall,
    page_queue,
    policies,
    subscriptions,
    suppression,
    sweeping,
    teams,
)

SUITES: Mapping[str, Sequence[Check]] = {
    "AddressBook": notifications.ADDRESS_BOOK,
    "AlertRepository": alerts.ALERT_REPOSITORY,
    "AppliedObjectRepository": flow.APPLIED_OBJECT_REPOSITORY,
    "CalendarReadingRepository": calendars.CALENDAR_READING_REPOSITORY,
    "BundleRepository": bundles.BUNDLE_REPOSITORY,
    "ContactMethodRepository": teams.CONTACT_METHOD_REPOSITORY,
    "DeliveryAttemptRepository": notifications.DELIVERY_ATTEMPT_REPOSITORY,
    "DrillRepository": drills.DRILL_REPOSITORY,
    "DrillRunRepository": drills.DRILL_RUN_REPOSITORY,
    "DrillTimers": drills.DRILL_TIMERS,
    "EndedAccess": sweeping.ENDED_ACCESS,
    "EscalationPolicyRepository": policies.ESCALATION_POLICY_REPOSITORY,
    "GroupingRepository": alerts.GROUPING_REPOSITORY,
    "HolidaySetRepository": teams.HOLIDAY_SET_REPOSITORY,
    "IncidentAlerts": incident_alerts.INCIDENT_ALERTS,
    "IncidentGroups": incidents.INCIDENT_GROUPS,
    "IncidentRepository": incidents.INCIDENT_REPOSITORY,
    "IncidentTimers": incidents.INCIDENT_TIMERS,
    "IntegrationRepository": teams.INTEGRATION_REPOSITORY,
    "NoticeRepository": notices.NOTICE_REPOSITORY,
    "NotificationQueue": (*notifications.NOTIFICATION_QUEUE, *page_queue.ANNOUNCING),
    "NotificationRepository": notifications.NOTIFICATION_REPOSITORY,
    "NotificationRuleRepository": notifications.NOTIFICATION_RULE_REPOSITORY,
    "OrganisationRepository": flow.ORGANISATION_REPOSITORY,
    "Outbox": flow.OUTBOX,
    "MaintenanceWindowRepository": suppression.MAINTENANCE_WINDOW_REPOSITORY,
    "QuietIdentities": sweeping.QUIET_IDENTITIES,
    "RouteRepository": alerts.ROUTE_REPOSITORY,
    "ScheduleRepository": oncall.SCHEDULE_REPOSITORY,
    "ScheduleVersionRepository": oncall.SCHEDULE_VERSION_REPOSITORY,
    "ServiceRepository": teams.SERVICE_REPOSITORY,
    "SubscribedCalendarRepository": calendars.SUBSCRIBED_CALENDAR_REPOSITORY,
    "SubscriptionMessageRepository": subscriptions.SUBSCRIPTION_MESSAGE_REPOSITORY,
    "SubscriptionProgressRepository": subscriptions.SUBSCRIPTION_PROGRESS_REPOSITORY,
    "SubscriptionRepository": subscriptions.SUBSCRIPTION_REPOSITORY,
    "TeamRepository": teams.TEAM_REPOSITORY,
    "SwapRepository": oncall.SWAP_REPOSITORY,
    "Timeline": incidents.TIMELINE,
    "TurnRepository": policies.TURN_REPOSITORY,
    "Transactions": flow.TRANSACTIONS,
    "RefusedKeyRepository": alerts.REFUSED_KEY_REPOSITORY,
    "SilenceRepository": suppression.SILENCE_REPOSITORY,
    "SuppressedAlerts": suppression.SUPPRESSED_ALERTS,
    "People": oncall.PEOPLE,
    "UnavailabilityRepository": oncall.UNAVAILABILITY_REPOSITORY,
    "UnreadableSignalRepository": alerts.UNREADABLE_SIGNAL_REPOSITORY,
    "UserRepository": teams.USER_REPOSITORY,
    "VerificationRepository": notices.VERIFICATION_REPOSITORY,
}


def checks() -> Iterator[object]:
    """Return every check of every suite, by port and promise."""
    for port, suite in SUITES.items():
        for check in suite:
            yield pytest.param(check, id=f"{port}-{check.__name__}")  # type: ignore[attr-defined]


@pytest.mark.parametrize("check", list(checks()))
async def test_port(check: Check, transactions: Transactions) -> None:
    """Every implementation keeps each promise of its port."""
    await check(transactions)
