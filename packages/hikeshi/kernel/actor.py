"""Who did it: each event names its actor."""

from enum import StrEnum
from uuid import UUID

from attrs import field, frozen


class Role(StrEnum):
    """What a person may do across the organisation, from most to least."""

    OWNER = "owner"
    ADMIN = "admin"
    RESPONDER = "responder"
    OBSERVER = "observer"
    STAKEHOLDER = "stakeholder"


class TeamRole(StrEnum):
    """What a person may do inside one team."""

    MANAGER = "manager"
    RESPONDER = "responder"
    OBSERVER = "observer"


class ActorKind(StrEnum):
    """A person, a sender behind an integration key, or Hikeshi itself."""

    USER = "user"
    INTEGRATION = "integration"
    SYSTEM = "system"


@frozen
class Actor:
    """The one on whose behalf something happens.

    Args:
        kind: Whether it is a person, an integration or Hikeshi itself.
        id: Identity of the person or integration; nothing for the system.
        role: The person's global role; senders and the system have none.
        teams: The person's role in each team they belong to, as (team, role).
        scopes: Permissions an API token is limited to; nothing = all of its owner's.
        channel: Kind of contact method they answer by, such as `email`; nothing where they came
            by none.
    """

    kind: ActorKind
    id: UUID | None = None
    role: Role | None = None
    teams: tuple[tuple[UUID, TeamRole], ...] = ()
    scopes: frozenset[str] | None = field(default=None)
    channel: str | None = field(default=None, eq=False)

    def team_role(self, team_id: UUID | None) -> TeamRole | None:
        """Return the person's role in that team, if any."""
        return next((role for team, role in self.teams if team == team_id), None)


#: Hikeshi itself: timers, workers, start-up.
SYSTEM = Actor(ActorKind.SYSTEM)
