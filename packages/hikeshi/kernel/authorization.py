"""What a permission is, who holds it, and the one question use cases ask: `require`."""

from enum import StrEnum
from uuid import UUID

from hikeshi.kernel.actor import Actor, ActorKind, Role, TeamRole
from hikeshi.kernel.errors import ForbiddenError


class Permission(StrEnum):
    """Something a person may be allowed to do; also the scope of an API token."""

    READ = "read"
    RESPOND = "respond"  # acknowledge, resolve, escalate, note, page somebody
    OVERRIDE = "override"  # put oneself on call, swap one's own shift
    CONFIGURE = "configure"  # services, schedules, policies, integrations of one's team
    READ_SECRETS = "read-secrets"  # see integration keys
    ADMINISTER = "administer"  # people, teams, everything of everybody
    OPERATE = "operate"  # release a hold, see dead letters of all teams
    OWN = "own"  # appoint owners


_READERS = frozenset({Permission.READ})
_RESPONDERS = _READERS | {Permission.RESPOND, Permission.OVERRIDE}
_MANAGERS = _RESPONDERS | {Permission.CONFIGURE, Permission.READ_SECRETS}
_ADMINS = _MANAGERS | {Permission.ADMINISTER, Permission.OPERATE}

GLOBAL_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ADMINS | {Permission.OWN},
    Role.ADMIN: _ADMINS,
    Role.RESPONDER: _RESPONDERS,
    Role.OBSERVER: _READERS,
    Role.STAKEHOLDER: _READERS,
}

TEAM_GRANTS: dict[TeamRole, frozenset[Permission]] = {
    TeamRole.MANAGER: _MANAGERS,
    TeamRole.RESPONDER: _RESPONDERS,
    TeamRole.OBSERVER: _READERS,
}


def allowed(actor: Actor, permission: Permission, team_id: UUID | None = None) -> bool:
    """Say whether the actor holds the permission, globally or through the owning team.

    Args:
        actor: Who asks.
        permission: What they want to do.
        team_id: The team that owns the object, where one does.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.INTEGRATION:
        return False
    if actor.scopes is not None and permission.value not in actor.scopes:
        return False
    if actor.role is not None and permission in GLOBAL_GRANTS[actor.role]:
        return True
    role = actor.team_role(team_id)
    return role is not None and permission in TEAM_GRANTS[role]


def require(actor: Actor, permission: Permission, team_id: UUID | None = None) -> None:
    """Refuse unless the actor holds the permission.

    Raises:
        ForbiddenError: Naming the permission that is missing.
    """
    if not allowed(actor, permission, team_id):
        raise ForbiddenError(f"This needs the permission “{permission.value}”.")
