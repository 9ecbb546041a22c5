"""The use cases through which files change anything: nothing goes past them."""

from collections.abc import Callable

from attrs import field, frozen

from hikeshi.alerts.use_cases.replace_groupings import ReplaceGroupings
from hikeshi.alerts.use_cases.replace_routes import ReplaceRoutes
from hikeshi.flow.changing_organisation import ChangeOrganisation
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.create_policy import CreatePolicy
from hikeshi.incidents.use_cases.delete_drill import DeleteDrill
from hikeshi.incidents.use_cases.delete_policy import DeletePolicy
from hikeshi.incidents.use_cases.edit_drill import EditDrill
from hikeshi.incidents.use_cases.edit_policy import EditPolicy
from hikeshi.notifications.use_cases.create_rule import CreateRule
from hikeshi.notifications.use_cases.delete_rule import DeleteRule
from hikeshi.oncall.use_cases.create_schedule import CreateSchedule
from hikeshi.oncall.use_cases.delete_schedule import DeleteSchedule
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.create_holiday_set import CreateHolidaySet
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.create_service import CreateService
from hikeshi.teams.use_cases.create_team import CreateTeam
from hikeshi.teams.use_cases.create_user import CreateUser
from hikeshi.teams.use_cases.delete_contact_method import DeleteContactMethod
from hikeshi.teams.use_cases.delete_holiday_set import DeleteHolidaySet
from hikeshi.teams.use_cases.delete_integration import DeleteIntegration
from hikeshi.teams.use_cases.delete_service import DeleteService
from hikeshi.teams.use_cases.delete_team import DeleteTeam
from hikeshi.teams.use_cases.edit_contact_method import EditContactMethod
from hikeshi.teams.use_cases.edit_holiday_set import EditHolidaySet
from hikeshi.teams.use_cases.edit_integration import EditIntegration
from hikeshi.teams.use_cases.edit_service import EditService
from hikeshi.teams.use_cases.edit_team import EditTeam
from hikeshi.teams.use_cases.edit_user import EditUser


@frozen(kw_only=True)
class Verbs:
    """The use cases, each as the API uses it.

    Args:
        new_key: Makes integration keys.
        new_secret: Makes signing secrets of webhooks.
    """

    new_key: Callable[[], str]
    new_secret: Callable[[], str]
    create_user: CreateUser = field(factory=CreateUser)
    edit_user: EditUser = field(factory=EditUser)
    edit_contact_method: EditContactMethod = field(factory=EditContactMethod)
    delete_contact_method: DeleteContactMethod = field(factory=DeleteContactMethod)
    create_rule: CreateRule = field(factory=CreateRule)
    delete_rule: DeleteRule = field(factory=DeleteRule)
    create_team: CreateTeam = field(factory=CreateTeam)
    edit_team: EditTeam = field(factory=EditTeam)
    delete_team: DeleteTeam = field(factory=DeleteTeam)
    create_schedule: CreateSchedule = field(factory=CreateSchedule)
    edit_schedule: EditSchedule = field(factory=EditSchedule)
    delete_schedule: DeleteSchedule = field(factory=DeleteSchedule)
    create_policy: CreatePolicy = field(factory=CreatePolicy)
    edit_policy: EditPolicy = field(factory=EditPolicy)
    delete_policy: DeletePolicy = field(factory=DeletePolicy)
    create_drill: CreateDrill = field(factory=CreateDrill)
    edit_drill: EditDrill = field(factory=EditDrill)
    delete_drill: DeleteDrill = field(factory=DeleteDrill)
    create_holiday_set: CreateHolidaySet = field(factory=CreateHolidaySet)
    edit_holiday_set: EditHolidaySet = field(factory=EditHolidaySet)
    delete_holiday_set: DeleteHolidaySet = field(factory=DeleteHolidaySet)
    create_service: CreateService = field(factory=CreateService)
    edit_service: EditService = field(factory=EditService)
    delete_service: DeleteService = field(factory=DeleteService)
    edit_integration: EditIntegration = field(factory=EditIntegration)
    delete_integration: DeleteIntegration = field(factory=DeleteIntegration)
    replace_routes: ReplaceRoutes = field(factory=ReplaceRoutes)
    replace_groupings: ReplaceGroupings = field(factory=ReplaceGroupings)
    change_organisation: ChangeOrganisation = field(factory=ChangeOrganisation)

    @property
    def create_integration(self) -> CreateIntegration:
        """Let a sender post signals."""
        return CreateIntegration(self.new_key)

    @property
    def create_contact_method(self) -> CreateContactMethod:
        """Add a way to reach a person."""
        return CreateContactMethod(self.new_secret)
