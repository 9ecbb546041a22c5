"""Recognise the session a request came with."""

from attrs import frozen

from hikeshi.access.model.secret import digest
from hikeshi.access.model.session import Session, SessionKind, SessionSecret
from hikeshi.access.ports import AccessWork
from hikeshi.kernel.ids import SessionId


@frozen
class UseSession:
    """Recognise the session a request came with."""

    async def by_id(self, work: AccessWork, session_id: SessionId) -> Session | None:
        """Return the living session an access token names."""
        session = (await work.sessions.get_many([session_id])).get(session_id)
        return await self._used(work, session)

    async def __call__(self, work: AccessWork, secret: str) -> Session | None:
        """Return the living console session that secret opens."""
        parsed = SessionSecret.parse(secret)
        if parsed is None:
            return None
        session = await work.sessions.find(digest(parsed.family))
        if session is None or session.kind is not SessionKind.CONSOLE:
            return None
        return await self._used(work, session) if session.accepts(parsed) else None

    async def _used(self, work: AccessWork, session: Session | None) -> Session | None:
        if session is None or not session.is_alive(work.now):
            return None
        if session.is_use_worth_noting(work.now):
            await work.sessions.mark_used(session.id, work.now)
        return session
