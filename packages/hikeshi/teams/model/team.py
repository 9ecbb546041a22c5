"""People who own services together."""

from attrs import frozen

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.ids import TeamId, UserId
from hikeshi.teams.model.floor import FloorEntry


@frozen
class Membership:
    """A person in a team, with what they may do there."""

    user_id: UserId
    role: TeamRole = TeamRole.RESPONDER


@frozen(kw_only=True)
class Team:
    """A team and its members, in the order in which they are listed and paged.

    Args:
        floor: What it asks of the personal rules of those who are paged, at the least.
    """

    id: TeamId
    key: str
    name: str
    members: tuple[Membership, ...] = ()
    floor: tuple[FloorEntry, ...] = ()
    version: int = 1

    @property
    def responders(self) -> tuple[UserId, ...]:
        """Who is paged when the team is: everybody but observers."""
        return tuple(m.user_id for m in self.members if m.role is not TeamRole.OBSERVER)
