"""A person leaves: they can no longer sign in or be paged; nothing is deleted."""

from attrs import evolve, field, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UserId
from hikeshi.teams.model.user import User
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases.edit_user import EditUser


@frozen
class DeactivateUser:
    """A person leaves: they can no longer sign in or be paged; nothing is deleted."""

    edit_user: EditUser = field(factory=EditUser)

    async def __call__(
        self,
        work: TeamsWork,
        user_id: UserId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> User:
        """Deactivate the person; doing it again changes nothing.

        Raises:
            UserNotFoundError: There is no such person.
            LastOwnerError: Nobody would be left to own the organisation.
        """
        return await self.edit_user(
            work,
            user_id,
            lambda draft: evolve(draft, active=False),
            by=by,
            expected_version=expected_version,
        )
