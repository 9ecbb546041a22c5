"""From a file, as builtins, to the configuration it describes."""

from collections.abc import Mapping
from typing import Any

from hikeshi.configuration.configuration import Configuration
from hikeshi.configuration.documents import (
    DrillDocument,
    EscalationPolicyDocument,
    GroupingDocument,
    HolidaySetDocument,
    IntegrationDocument,
    MaintenanceWindowDocument,
    RouteDocument,
    ServiceDocument,
    SilenceDocument,
    TeamDocument,
    UserDocument,
)
from hikeshi.configuration.readers.drills import read_drills
from hikeshi.configuration.readers.escalation import EscalationReader
from hikeshi.configuration.readers.hours import Calendars, no_calendars, read_holidays
from hikeshi.configuration.readers.people import PeopleReader
from hikeshi.configuration.readers.quiet import QuietReader
from hikeshi.configuration.readers.schedules import read_schedules
from hikeshi.configuration.readers.services import ServiceReader
from hikeshi.configuration.references import check_unique, references
from hikeshi.configuration.structuring import take_apart
from hikeshi.oncall import ScheduleDocument

_NOT_ON_CALL = frozenset(
    {
        "drills",
        "escalation_policies",
        "services",
        "integrations",
        "routes",
        "grouping",
        "silences",
        "maintenance_windows",
        "organisation",
        "holidays",
    }
)


def read(document: Mapping[str, Any], *, calendars: Calendars = no_calendars) -> Configuration:
    """Read a whole configuration file.

    Args:
        document: The file as builtins (objects, lists, text, numbers, true, false, null).
        calendars: Returns the days of holidays that a file names by country or by path.

    Raises:
        InvalidError: With a fault, and its JSON pointer, for everything that is wrong.
    """
    file = take_apart(document)
    known = references(file)
    check_unique(file, "integrations", "name", within="service")
    check_unique(file, "drills", "key")
    check_unique(file, "maintenance_windows", "key")
    people, services = PeopleReader(known), ServiceReader(known)
    escalation, quiet = EscalationReader(known), QuietReader(known)
    people.read_users(file.each("users", UserDocument))
    routes = file.each("routes", RouteDocument)
    configuration = Configuration(
        users=tuple(people.users),
        contact_methods=tuple(people.methods),
        notification_rules=tuple(people.rules),
        teams=people.read_teams(file.each("teams", TeamDocument)),
        schedules=read_schedules(known, file.each("schedules", ScheduleDocument)),
        policies=escalation.read_policies(
            file.each("escalation_policies", EscalationPolicyDocument)
        ),
        drills=read_drills(known, file.each("drills", DrillDocument)),
        services=services.read_services(file.each("services", ServiceDocument)),
        integrations=services.read_integrations(file.each("integrations", IntegrationDocument)),
        routes=services.read_routes(routes, len(file.entries("routes"))),
        groupings=services.read_groupings(file.each("grouping", GroupingDocument)),
        silences=quiet.read_silences(file.each("silences", SilenceDocument)),
        maintenance_windows=quiet.read_maintenance_windows(
            file.each("maintenance_windows", MaintenanceWindowDocument)
        ),
        holidays=read_holidays(known, file.each("holidays", HolidaySetDocument), calendars),
        organisation=escalation.read_organisation(file.organisation),
    )
    file.faults.raise_any()
    return configuration


def read_on_call(document: Mapping[str, Any]) -> Configuration:
    """Read people, teams and schedules only: what the rest says does not matter to who is on call.

    Raises:
        InvalidError: With a fault for everything that is wrong in these parts.
    """
    raw = take_apart(document).raw
    return read({name: value for name, value in raw.items() if name not in _NOT_ON_CALL})
