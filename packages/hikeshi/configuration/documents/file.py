"""A configuration file as a whole."""

from collections.abc import Mapping
from typing import Annotated, Any

from attrs import frozen
from cattrs import override

from hikeshi.configuration.documents.drills import DrillDocument
from hikeshi.configuration.documents.escalation import (
    EscalationPolicyDocument,
    OrganisationDocument,
)
from hikeshi.configuration.documents.hours import HolidaySetDocument
from hikeshi.configuration.documents.people import TeamDocument, UserDocument
from hikeshi.configuration.documents.quiet import MaintenanceWindowDocument, SilenceDocument
from hikeshi.configuration.documents.services import (
    GroupingDocument,
    IntegrationDocument,
    RouteDocument,
    ServiceDocument,
)
from hikeshi.oncall import ScheduleDocument

_omitted = override(omit_if_default=True)


@frozen(kw_only=True)
class ConfigurationDocument:
    """Everything people configure; what is left out is empty."""

    version: int = 1
    users: tuple[UserDocument, ...] = ()
    teams: tuple[TeamDocument, ...] = ()
    schedules: tuple[ScheduleDocument, ...] = ()
    escalation_policies: tuple[EscalationPolicyDocument, ...] = ()
    drills: tuple[DrillDocument, ...] = ()
    services: tuple[ServiceDocument, ...] = ()
    integrations: tuple[IntegrationDocument, ...] = ()
    routes: tuple[RouteDocument, ...] = ()
    grouping: tuple[GroupingDocument, ...] = ()
    silences: Annotated[tuple[SilenceDocument, ...], _omitted] = ()
    maintenance_windows: Annotated[tuple[MaintenanceWindowDocument, ...], _omitted] = ()
    holidays: tuple[HolidaySetDocument, ...] = ()
    organisation: OrganisationDocument = OrganisationDocument()


#: The lists of a file and what an entry of each is.
SECTIONS: Mapping[str, Any] = {
    "users": UserDocument,
    "teams": TeamDocument,
    "schedules": ScheduleDocument,
    "escalation_policies": EscalationPolicyDocument,
    "drills": DrillDocument,
    "services": ServiceDocument,
    "integrations": IntegrationDocument,
    "routes": RouteDocument,
    "grouping": GroupingDocument,
    "silences": SilenceDocument,
    "maintenance_windows": MaintenanceWindowDocument,
    "holidays": HolidaySetDocument,
}
