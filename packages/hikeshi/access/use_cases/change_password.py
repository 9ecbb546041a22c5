"""Give a person a new password; every other session of theirs ends."""

from attrs import frozen

from hikeshi.access.events import PasswordChanged
from hikeshi.access.model.credential import Credential
from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._ending import end_all_sessions
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EventId, SessionId, UserId


@frozen
class ChangePassword:
    """Give a person a new password; every other session of theirs ends."""

    async def __call__(
        self,
        work: AccessWork,
        user_id: UserId,
        *,
        new_hash: str,
        by: Actor,
        keep: SessionId | None = None,
    ) -> None:
        """Change it; whoever calls has checked one's own present password.

        Args:
            user_id: Whose password.
            new_hash: The new one, hashed.
            by: The person themselves, or somebody who may administer.
            keep: The session that goes on.

        Raises:
            ForbiddenError: It is somebody else's, and `by` may not administer.
        """
        if by.id != user_id or by.scopes is not None:
            require(by, Permission.ADMINISTER)
        await work.credentials.lock_many([user_id])
        await work.credentials.save_many(
            [Credential(user_id=user_id, hash=new_hash, changed_at=work.now)]
        )
        await end_all_sessions(work, user_id, reason="password_changed", by=by, but=keep)
        work.record(PasswordChanged(id=EventId(work.ids()), at=work.now, by=by, user_id=user_id))
