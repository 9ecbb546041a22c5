"""Provides the use cases of alerts."""

from dependency_injector import containers, providers

from hikeshi.alerts.use_cases.replace_groupings import ReplaceGroupings
from hikeshi.alerts.use_cases.replace_routes import ReplaceRoutes


class AlertsContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    replace_groupings = providers.Singleton(ReplaceGroupings)
    replace_routes = providers.Singleton(ReplaceRoutes)
