"""Leave: end the session one is in, or all of one's sessions."""

from attrs import frozen

from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._ending import end_all_sessions, end_sessions, require_session
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SessionId, UserId


@frozen
class SignOut:
    """Leave: end the session one is in, or all of one's sessions."""

    async def __call__(
        self,
        work: AccessWork,
        session_id: SessionId | None,
        *,
        by: Actor,
        everywhere: bool = False,
    ) -> None:
        """End it.

        Raises:
            SessionRequiredError: The person came with an API token.
        """
        session_id = require_session(session_id)
        if everywhere and by.id is not None:
            await end_all_sessions(work, UserId(by.id), reason="signed_out", by=by)
            return
        locked = await work.sessions.lock_many([session_id])
        await end_sessions(work, locked.values(), reason="signed_out", by=by)
