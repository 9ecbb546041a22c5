"""Everything people configure, as objects of the domains."""

from attrs import frozen

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.silence import Silence
from hikeshi.flow.directory import Organisation
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.oncall import Schedule
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User


@frozen(kw_only=True)
class Configuration:
    """What a file describes; all references hold, and each list is in the order of the file.

    Identities follow from kind and key alone, so that two readings agree. Integrations carry a
    key made from their name, good for memory and rehearsals only.
    """

    users: tuple[User, ...] = ()
    contact_methods: tuple[ContactMethod, ...] = ()
    notification_rules: tuple[NotificationRule, ...] = ()
    teams: tuple[Team, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    policies: tuple[EscalationPolicy, ...] = ()
    drills: tuple[Drill, ...] = ()
    services: tuple[Service, ...] = ()
    integrations: tuple[Integration, ...] = ()
    routes: tuple[Route, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    silences: tuple[Silence, ...] = ()
    maintenance_windows: tuple[MaintenanceWindow, ...] = ()
    holidays: tuple[HolidaySet, ...] = ()
    organisation: Organisation = Organisation()
