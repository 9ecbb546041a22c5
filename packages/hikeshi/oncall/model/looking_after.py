"""Who is told why somebody is away: the person, and who configures a team of theirs."""

from collections.abc import Iterable

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed
from hikeshi.kernel.ids import TeamId, UserId


def looks_after(by: Actor, user_id: UserId, teams: Iterable[TeamId]) -> bool:
    """Say whether the actor is the person, or configures a team of theirs, or everything.

    Args:
        by: Who asks.
        user_id: Whom it is about.
        teams: The teams that person is a member of.
    """
    return by.id == user_id or looks_after_team(by, teams)


def looks_after_team(by: Actor, teams: Iterable[TeamId]) -> bool:
    """Say whether the actor configures one of these teams, or everything."""
    return any(allowed(by, Permission.CONFIGURE, team) for team in (None, *teams))
