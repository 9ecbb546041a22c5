"""What files call things: keys in the place of identities."""

from collections.abc import Mapping
from uuid import UUID

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.kernel.ids import UserId


@frozen
class Names:
    """Readable keys by identity, for each kind of thing another thing can name."""

    users: Mapping[UserId, str]
    teams: Mapping[UUID, str]
    schedules: Mapping[UUID, str]
    policies: Mapping[UUID, str]
    services: Mapping[UUID, str]
    holidays: Mapping[UUID, str]

    @classmethod
    def of(cls, directory: Directory) -> "Names":
        """Return what everything in a directory is called."""
        return cls(
            users={found.id: found.key for found in directory.users.values()},
            teams={found.id: found.key for found in directory.teams.values()},
            schedules={found.id: found.key for found in directory.schedules.values()},
            policies={found.id: found.key for found in directory.policies.values()},
            services={found.id: found.key for found in directory.services.values()},
            holidays={found.id: found.key for found in directory.holidays.values()},
        )

    def with_those_of(self, directory: Directory) -> "Names":
        """Return these and what everything in another directory is called, which decides."""
        others = Names.of(directory)
        return Names(
            users={**self.users, **others.users},
            teams={**self.teams, **others.teams},
            schedules={**self.schedules, **others.schedules},
            policies={**self.policies, **others.policies},
            services={**self.services, **others.services},
            holidays={**self.holidays, **others.holidays},
        )

    def user(self, user_id: UserId) -> str:
        """Return the person's key."""
        return self.users.get(user_id, str(user_id))

    def team(self, team_id: UUID | None) -> str | None:
        """Return the team's key, where there is a team."""
        return _named(self.teams, team_id)

    def policy(self, policy_id: UUID | None) -> str | None:
        """Return the policy's key, where there is a policy."""
        return _named(self.policies, policy_id)

    def service(self, service_id: UUID | None) -> str | None:
        """Return the service's key, where there is a service."""
        return _named(self.services, service_id)

    def holiday_set(self, set_id: UUID) -> str:
        """Return the key of the set of holidays."""
        return self.holidays.get(set_id, str(set_id))

    def target(self, target: Target) -> str:
        """Return the key of whom a target of a policy names."""
        if target.kind is TargetKind.USER:
            return self.user(UserId(target.id))
        known = self.teams if target.kind is TargetKind.TEAM else self.schedules
        return known.get(target.id, str(target.id))


def _named(known: Mapping[UUID, str], found: UUID | None) -> str | None:
    return None if found is None else known.get(found, str(found))
