"""Which teams own services: what verbs on maintenance windows ask."""

from collections.abc import Collection, Iterable

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ServiceId, TeamId


@frozen
class OwningTeams:
    """Answers which teams own services, by the directory."""

    directory: Directory

    def __call__(self, service_ids: Iterable[ServiceId]) -> Collection[TeamId | None]:
        """Return the teams; nothing stands for a service nobody owns, or that is gone."""
        services = self.directory.services
        return frozenset(
            services[found].team_id if found in services else None for found in service_ids
        )
