"""What stands in a configuration file, one frozen class per kind of entry.

The classes are read by `document_converter`; what needs more than a type (names of other entries,
zones, addresses) is checked by `hikeshi.configuration.read`.
"""

from hikeshi.configuration.documents.conversion import document_converter
from hikeshi.configuration.documents.drills import DrillDocument
from hikeshi.configuration.documents.escalation import (
    BundlingDocument,
    EscalationPolicyDocument,
    ExhaustedDocument,
    LastResortDocument,
    OnEmptyDocument,
    OrganisationDocument,
    StepDocument,
    TargetDocument,
    WaitDocument,
)
from hikeshi.configuration.documents.file import SECTIONS, ConfigurationDocument
from hikeshi.configuration.documents.hours import (
    ConditionDocument,
    HolidayConditionDocument,
    HolidaySetDocument,
    HolidaySourceDocument,
    SupportHoursDocument,
)
from hikeshi.configuration.documents.people import (
    ContactMethodDocument,
    MemberDocument,
    NotificationRuleDocument,
    TeamDocument,
    UserDocument,
)
from hikeshi.configuration.documents.quiet import (
    MaintenanceWindowDocument,
    MatcherDocument,
    SilenceDocument,
)
from hikeshi.configuration.documents.services import (
    GroupingDocument,
    IntegrationDocument,
    MatchDocument,
    RouteDocument,
    ServiceDocument,
)

__all__ = [
    "SECTIONS",
    "BundlingDocument",
    "ConditionDocument",
    "ConfigurationDocument",
    "ContactMethodDocument",
    "DrillDocument",
    "EscalationPolicyDocument",
    "ExhaustedDocument",
    "GroupingDocument",
    "HolidayConditionDocument",
    "HolidaySetDocument",
    "HolidaySourceDocument",
    "IntegrationDocument",
    "LastResortDocument",
    "MaintenanceWindowDocument",
    "MatchDocument",
    "MatcherDocument",
    "MemberDocument",
    "NotificationRuleDocument",
    "OnEmptyDocument",
    "OrganisationDocument",
    "RouteDocument",
    "ServiceDocument",
    "SilenceDocument",
    "StepDocument",
    "SupportHoursDocument",
    "TargetDocument",
    "TeamDocument",
    "UserDocument",
    "WaitDocument",
    "document_converter",
]
