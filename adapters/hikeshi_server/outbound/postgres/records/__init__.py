"""The tables: typed Records, the one definition of the schema for migrations and reads."""

from hikeshi_server.outbound.postgres.records.access import (
    ApiTokenRecord,
    CredentialRecord,
    LoginThrottleRecord,
    SessionRecord,
)
from hikeshi_server.outbound.postgres.records.alerts import (
    AlertIdentityRecord,
    AlertPayloadRecord,
    AlertRecord,
    GroupingRecord,
    MaintenanceWindowRecord,
    RouteRecord,
    SilenceRecord,
    SuppressedAlertRecord,
    UnreadableSignalRecord,
)
from hikeshi_server.outbound.postgres.records.audit import (
    AuditBatchRecord,
    AuditEntryRecord,
    AuditSealRecord,
)
from hikeshi_server.outbound.postgres.records.calendar_feeds import CalendarFeedRecord
from hikeshi_server.outbound.postgres.records.calendars import (
    CalendarReadingRecord,
    SubscribedCalendarRecord,
)
from hikeshi_server.outbound.postgres.records.drills import (
    DrillRecord,
    DrillRunRecord,
    DrillTimerRecord,
)
from hikeshi_server.outbound.postgres.records.flow import (
    AppliedObjectRecord,
    ConfigurationRevisionRecord,
    IdempotencyKeyRecord,
    InstanceRecord,
    OrganisationRecord,
    OutboxRecord,
    SchemaFloorRecord,
)
from hikeshi_server.outbound.postgres.records.incidents import (
    AssignmentRecord,
    EscalationPolicyRecord,
    EscalationPolicyVersionRecord,
    EscalationRecord,
    IncidentRecord,
    IncidentTimerRecord,
    TimelineEntryRecord,
    TurnRecord,
)
from hikeshi_server.outbound.postgres.records.notices import NoticeRecord, VerificationRecord
from hikeshi_server.outbound.postgres.records.notifications import (
    DeliveryAttemptRecord,
    NotificationPaceRecord,
    NotificationRecord,
    NotificationRuleRecord,
)
from hikeshi_server.outbound.postgres.records.oncall import (
    ScheduleRecord,
    ScheduleVersionRecord,
    SwapRecord,
    UnavailabilityRecord,
)
from hikeshi_server.outbound.postgres.records.providers import (
    ProviderCallbackRecord,
    ProviderRestRecord,
    ProviderUsageRecord,
)
from hikeshi_server.outbound.postgres.records.record import Record
from hikeshi_server.outbound.postgres.records.server_keys import ServerKeyRecord
from hikeshi_server.outbound.postgres.records.subscriptions import (
    SubscriptionMessageRecord,
    SubscriptionProgressRecord,
    SubscriptionRecord,
)
from hikeshi_server.outbound.postgres.records.teams import (
    ContactMethodRecord,
    HolidaySetRecord,
    IntegrationKeyRecord,
    IntegrationRecord,
    ServiceRecord,
    TeamRecord,
    UserRecord,
)

__all__ = [
    "AlertIdentityRecord",
    "AlertPayloadRecord",
    "AlertRecord",
    "ApiTokenRecord",
    "AppliedObjectRecord",
    "AssignmentRecord",
    "AuditBatchRecord",
    "AuditEntryRecord",
    "AuditSealRecord",
    "CalendarFeedRecord",
    "CalendarReadingRecord",
    "ConfigurationRevisionRecord",
    "ContactMethodRecord",
    "CredentialRecord",
    "DeliveryAttemptRecord",
    "DrillRecord",
    "DrillRunRecord",
    "DrillTimerRecord",
    "EscalationPolicyRecord",
    "EscalationPolicyVersionRecord",
    "EscalationRecord",
    "GroupingRecord",
    "HolidaySetRecord",
    "IdempotencyKeyRecord",
    "IncidentRecord",
    "IncidentTimerRecord",
    "InstanceRecord",
    "IntegrationKeyRecord",
    "IntegrationRecord",
    "LoginThrottleRecord",
    "MaintenanceWindowRecord",
    "NoticeRecord",
    "NotificationPaceRecord",
    "NotificationRecord",
    "NotificationRuleRecord",
    "OrganisationRecord",
    "OutboxRecord",
    "ProviderCallbackRecord",
    "ProviderRestRecord",
    "ProviderUsageRecord",
    "Record",
    "RouteRecord",
    "ScheduleRecord",
    "ScheduleVersionRecord",
    "SchemaFloorRecord",
    "ServerKeyRecord",
    "ServiceRecord",
    "SessionRecord",
    "SilenceRecord",
    "SubscribedCalendarRecord",
    "SubscriptionMessageRecord",
    "SubscriptionProgressRecord",
    "SubscriptionRecord",
    "SuppressedAlertRecord",
    "SwapRecord",
    "TeamRecord",
    "TimelineEntryRecord",
    "TurnRecord",
    "UnavailabilityRecord",
    "UnreadableSignalRecord",
    "UserRecord",
    "VerificationRecord",
]
