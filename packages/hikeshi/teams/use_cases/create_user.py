"""Let a person in."""

from attrs import frozen

from hikeshi.kernel.actor import Actor, Role
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import UserId
from hikeshi.teams.model.drafts import UserDraft, fields_of
from hikeshi.teams.model.user import User
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import create


@frozen
class CreateUser:
    """Let a person in."""

    async def __call__(self, work: TeamsWork, draft: UserDraft, *, by: Actor) -> User:
        """Create the person of a draft.

        Raises:
            ForbiddenError: People are not the actor's to administer, or owners not theirs
                to appoint.
            ConflictError: The key or the e-mail address is taken.
        """
        require(by, Permission.ADMINISTER)
        if draft.role is Role.OWNER:
            require(by, Permission.OWN)
        if draft.email and await work.users.find_by_email(draft.email) is not None:
            raise ConflictError.at("/email", "somebody else has this e-mail address")
        user = User(id=UserId(work.ids()), **fields_of(draft))
        return await create(work, work.users, user, by=by)
