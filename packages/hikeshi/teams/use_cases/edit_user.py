"""Change who a person is and what they may do."""

from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen

from hikeshi.kernel.actor import Actor, Role
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import ConflictError, InvalidError
from hikeshi.kernel.ids import UserId
from hikeshi.teams.errors import LastOwnerError, UserNotFoundError
from hikeshi.teams.model.drafts import UserDraft, draft_of, fields_of
from hikeshi.teams.model.user import User
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import changed, is_oneself, lock_one, save_edited

#: What everybody may change about themselves.
OWN_FIELDS = frozenset({"name", "time_zone", "locale", "notices", "quiet_hours"})


@frozen
class EditUser:
    """Change who a person is and what they may do."""

    async def __call__(
        self,
        work: TeamsWork,
        user_id: UserId,
        change: Callable[[UserDraft], UserDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> User:
        """Turn the person as they are into the person as wanted.

        Raises:
            UserNotFoundError: There is no such person.
            StaleError: The person has another version than the one expected.
            ForbiddenError: It is neither the actor nor the actor's to administer.
            LastOwnerError: Nobody would be left to own the organisation.
            InvalidError: The e-mail address would go, or is none.
        """
        user = await lock_one(work.users, user_id, UserNotFoundError, expected_version)
        values = fields_of(change(draft_of(UserDraft, user)))
        names = changed(user, values)
        _require(by, user, values, names)
        if "email" in names:
            await _check_email(work, user, values["email"])
        wanted = evolve(user, **values)
        if _is_owner(user) and not _is_owner(wanted):
            await _check_other_owner(work, user)
        return await save_edited(work, work.users, user, values, by=by)


def _require(by: Actor, user: User, values: dict[str, Any], names: tuple[str, ...]) -> None:
    oneself = is_oneself(by, user.id)
    if not (oneself and OWN_FIELDS.issuperset(names)):
        require(by, Permission.ADMINISTER)
    appointed = "role" in names and values["role"] is Role.OWNER
    somebody_else_owns = user.role is Role.OWNER and not oneself
    if names and (appointed or somebody_else_owns):
        require(by, Permission.OWN)


def _is_owner(user: User) -> bool:
    return user.active and user.role is Role.OWNER


async def _check_email(work: TeamsWork, user: User, email: str) -> None:
    if not email:
        raise InvalidError.at("/email", "can be replaced, not removed: they sign in with it")
    other = await work.users.find_by_email(email)
    if other is not None and other.id != user.id:
        raise ConflictError.at("/email", "somebody else has this e-mail address")


async def _check_other_owner(work: TeamsWork, user: User) -> None:
    # Locked, so that two owners cannot remove each other at the same moment.
    owners = [other.id for other in await work.users.list_all() if _is_owner(other)]
    locked = await work.users.lock_many(owners)
    if not any(_is_owner(other) for other in locked.values() if other.id != user.id):
        raise LastOwnerError
