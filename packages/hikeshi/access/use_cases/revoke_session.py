"""End a session, one's own or, as an admin, anybody's."""

from attrs import frozen

from hikeshi.access.errors import SessionNotFoundError
from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._ending import end_sessions, may_end
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SessionId


@frozen
class RevokeSession:
    """End a session, one's own or, as an admin, anybody's."""

    async def __call__(self, work: AccessWork, session_id: SessionId, *, by: Actor) -> None:
        """End it; one that has ended already stays ended.

        Raises:
            SessionNotFoundError: There is none, or it is not `by`'s to see.
        """
        session = (await work.sessions.lock_many([session_id])).get(session_id)
        if session is None or not may_end(by, session.user_id):
            raise SessionNotFoundError
        await end_sessions(work, [session], reason="revoked", by=by)
