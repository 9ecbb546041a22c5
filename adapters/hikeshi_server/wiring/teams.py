"""Provides the use cases of teams."""

from collections.abc import Callable

from dependency_injector import containers, providers

from hikeshi.teams.use_cases.confirm_contact_method import ConfirmContactMethod
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.create_holiday_set import CreateHolidaySet
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.create_service import CreateService
from hikeshi.teams.use_cases.create_team import CreateTeam
from hikeshi.teams.use_cases.create_user import CreateUser
from hikeshi.teams.use_cases.deactivate_user import DeactivateUser
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
from hikeshi.teams.use_cases.end_verification import EndVerification
from hikeshi.teams.use_cases.link_contact_method import LinkContactMethod
from hikeshi.teams.use_cases.put_member import PutMember
from hikeshi.teams.use_cases.remove_member import RemoveMember
from hikeshi.teams.use_cases.remove_old_keys import RemoveOldKeys
from hikeshi.teams.use_cases.request_verification import RequestVerification
from hikeshi.teams.use_cases.rotate_integration_key import RotateIntegrationKey
from hikeshi.teams.use_cases.verify_contact_method import VerifyContactMethod


class TeamsContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    #: Make secrets: keys of senders, and signing secrets of webhooks.
    new_key: providers.Dependency[Callable[[], str]] = providers.Dependency()
    new_secret: providers.Dependency[Callable[[], str]] = providers.Dependency()

    #: Makes codes, and digests them with a key of the installation.
    new_code: providers.Dependency[Callable[[], str]] = providers.Dependency()
    digest: providers.Dependency[Callable[[str], str]] = providers.Dependency()

    confirm_contact_method = providers.Singleton(ConfirmContactMethod, digest)
    create_contact_method = providers.Singleton(CreateContactMethod, new_secret)
    create_holiday_set = providers.Singleton(CreateHolidaySet)
    create_integration = providers.Singleton(CreateIntegration, new_key)
    create_service = providers.Singleton(CreateService)
    create_team = providers.Singleton(CreateTeam)
    create_user = providers.Singleton(CreateUser)
    deactivate_user = providers.Singleton(DeactivateUser)
    delete_contact_method = providers.Singleton(DeleteContactMethod)
    delete_holiday_set = providers.Singleton(DeleteHolidaySet)
    delete_integration = providers.Singleton(DeleteIntegration)
    delete_service = providers.Singleton(DeleteService)
    delete_team = providers.Singleton(DeleteTeam)
    edit_contact_method = providers.Singleton(EditContactMethod)
    edit_holiday_set = providers.Singleton(EditHolidaySet)
    edit_integration = providers.Singleton(EditIntegration)
    edit_service = providers.Singleton(EditService)
    edit_team = providers.Singleton(EditTeam)
    edit_user = providers.Singleton(EditUser)
    end_verification = providers.Singleton(EndVerification)
    link_contact_method = providers.Singleton(LinkContactMethod)
    put_member = providers.Singleton(PutMember)
    remove_member = providers.Singleton(RemoveMember)
    remove_old_keys = providers.Singleton(RemoveOldKeys)
    request_verification = providers.Singleton(RequestVerification, new_code, digest)
    rotate_integration_key = providers.Singleton(RotateIntegrationKey, new_key)
    verify_contact_method = providers.Singleton(VerifyContactMethod)
