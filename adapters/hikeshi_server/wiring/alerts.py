"""Provides the use cases of alerts."""

from dependency_injector import containers, providers

from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.alerts.use_cases.create_silence import CreateSilence
from hikeshi.alerts.use_cases.edit_maintenance_window import EditMaintenanceWindow
from hikeshi.alerts.use_cases.edit_silence import EditSilence
from hikeshi.alerts.use_cases.end_maintenance_window import EndMaintenanceWindow
from hikeshi.alerts.use_cases.end_silence import EndSilence
from hikeshi.alerts.use_cases.forget_quiet import ForgetQuiet
from hikeshi.alerts.use_cases.forget_unreadable import ForgetUnreadable
from hikeshi.alerts.use_cases.replace_groupings import ReplaceGroupings
from hikeshi.alerts.use_cases.replace_routes import ReplaceRoutes


class AlertsContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    create_maintenance_window = providers.Singleton(CreateMaintenanceWindow)
    create_silence = providers.Singleton(CreateSilence)
    edit_maintenance_window = providers.Singleton(EditMaintenanceWindow)
    edit_silence = providers.Singleton(EditSilence)
    end_maintenance_window = providers.Singleton(EndMaintenanceWindow)
    end_silence = providers.Singleton(EndSilence)
    forget_quiet = providers.Singleton(ForgetQuiet)
    forget_unreadable = providers.Singleton(ForgetUnreadable)
    replace_groupings = providers.Singleton(ReplaceGroupings)
    replace_routes = providers.Singleton(ReplaceRoutes)
