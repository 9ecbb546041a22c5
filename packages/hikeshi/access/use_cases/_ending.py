"""What every way of ending a session shares, and who may."""

from collections.abc import Iterable

from hikeshi.access.errors import SessionRequiredError
from hikeshi.access.events import SessionRevoked
from hikeshi.access.model.session import Session
from hikeshi.access.ports import AccessWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed
from hikeshi.kernel.ids import EventId, SessionId, UserId


async def end_sessions(
    work: AccessWork, sessions: Iterable[Session], *, reason: str, by: Actor
) -> None:
    """End these locked sessions; those that have ended are left as they are."""
    ending = [session for session in sessions if session.revoked_at is None]
    if not ending:
        return
    await work.sessions.save_many([session.revoked(work.now) for session in ending])
    work.record(
        *(
            SessionRevoked(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                user_id=session.user_id,
                session_id=session.id,
                reason=reason,
            )
            for session in ending
        )
    )


async def end_all_sessions(
    work: AccessWork,
    user_id: UserId,
    *,
    reason: str,
    by: Actor,
    but: SessionId | None = None,
) -> None:
    """End all sessions of a person, but this one."""
    ids = [session.id for session in await work.sessions.of_user(user_id) if session.id != but]
    locked = await work.sessions.lock_many(ids)
    await end_sessions(work, locked.values(), reason=reason, by=by)


def may_end(by: Actor, owner: UserId) -> bool:
    """Say whether they may see and end what belongs to that person: their own, or as an admin."""
    return (by.id == owner and by.scopes is None) or allowed(by, Permission.ADMINISTER)


def require_session(session_id: SessionId | None) -> SessionId:
    """Return the session the request came with.

    Raises:
        SessionRequiredError: It came with an API token.
    """
    if session_id is None:
        raise SessionRequiredError
    return session_id
