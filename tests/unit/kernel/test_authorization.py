"""Who may do what: the whole table, spelled out."""

from uuid import UUID

import pytest

from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind, Role, TeamRole
from hikeshi.kernel.authorization import Permission, allowed, require
from hikeshi.kernel.errors import ForbiddenError

TEAM, ELSEWHERE = UUID(int=1), UUID(int=2)
P = Permission
READ = {P.READ}
RESPOND = READ | {P.RESPOND, P.OVERRIDE}
MANAGE = RESPOND | {P.CONFIGURE, P.READ_SECRETS}
ADMINISTER = MANAGE | {P.ADMINISTER, P.OPERATE}


def a_person(role: Role | None = None, team_role: TeamRole | None = None, scopes=None) -> Actor:
    """Return a person with a role across the organisation, or in the team."""
    teams = ((TEAM, team_role),) if team_role is not None else ()
    return Actor(ActorKind.USER, UUID(int=9), role, teams, scopes)


def granted(actor: Actor, team_id: UUID | None = None) -> set[Permission]:
    """Return everything the actor may do."""
    return {permission for permission in Permission if allowed(actor, permission, team_id)}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, set(Permission)),
        (Role.ADMIN, ADMINISTER),
        (Role.RESPONDER, RESPOND),
        (Role.OBSERVER, READ),
        (Role.STAKEHOLDER, READ),
        (None, set()),
    ],
)
def test_a_role_across_the_organisation_holds_for_every_team(role, expected):
    """What a role grants it grants everywhere."""
    actor = a_person(role)
    assert granted(actor) == granted(actor, TEAM) == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [(TeamRole.MANAGER, MANAGE), (TeamRole.RESPONDER, RESPOND), (TeamRole.OBSERVER, READ)],
)
def test_a_role_in_a_team_holds_for_that_team_only(role, expected):
    """Elsewhere, and where nobody owns the object, it grants nothing."""
    actor = a_person(None, role)
    assert granted(actor, TEAM) == expected
    assert granted(actor, ELSEWHERE) == granted(actor) == set()


def test_roles_add_up():
    """The better of the two roles counts."""
    assert granted(a_person(Role.OBSERVER, TeamRole.MANAGER), TEAM) == MANAGE
    assert granted(a_person(Role.ADMIN, TeamRole.OBSERVER), TEAM) == ADMINISTER


def test_a_token_s_scopes_only_take_away():
    """A scope the owner does not hold grants nothing."""
    token = a_person(Role.RESPONDER, scopes=frozenset({"read", "administer"}))
    assert granted(token, TEAM) == READ
    assert granted(a_person(Role.OWNER, scopes=frozenset())) == set()


def test_hikeshi_itself_may_everything_and_a_sender_nothing():
    """Timers act without a role; an integration key opens no API."""
    assert granted(SYSTEM) == set(Permission)
    assert granted(Actor(ActorKind.INTEGRATION, UUID(int=3), Role.OWNER)) == set()


def test_a_refusal_names_the_permission():
    """Who is refused reads what is missing."""
    with pytest.raises(ForbiddenError, match="“configure”"):
        require(a_person(Role.RESPONDER), P.CONFIGURE, TEAM)
    require(a_person(Role.RESPONDER), P.RESPOND, TEAM)
