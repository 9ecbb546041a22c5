"""Give a device its next refresh token; one used twice ends the session for everybody."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.access.model.secret import SECRET_BYTES, digest
from hikeshi.access.model.session import Device, Session, SessionKind, SessionSecret
from hikeshi.access.ports import AccessWork, SecretSource
from hikeshi.access.use_cases._ending import end_sessions
from hikeshi.access.use_cases.sign_in import OpenSession
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import UserId


@frozen
class RefreshSession:
    """Give a device its next refresh token; one used twice ends the session for everybody."""

    secrets: SecretSource

    async def __call__(
        self,
        work: AccessWork,
        refresh_token: str,
        *,
        device: Device,
        is_active: Callable[[UserId], bool],
    ) -> OpenSession | None:
        """Rotate the token.

        A refusal is an answer, not an exception: the end of a session has to be committed.

        Args:
            refresh_token: What the device shows.
            device: From where.
            is_active: Says whether a person may still sign in.

        Returns:
            The session with its next token; nothing if the token opens nothing. A token of this
            session that was used before (RFC 9700, section 4.14.2) ends it.
        """
        secret = SessionSecret.parse(refresh_token)
        session = await self._lock(work, secret) if secret is not None else None
        if secret is None or session is None or not is_active(session.user_id):
            return None
        if not session.accepts(secret):
            await end_sessions(work, [session], reason="token_reused", by=SYSTEM)
            return None
        token = self.secrets.text(SECRET_BYTES)
        rotated = session.rotated(token, device, work.now)
        await work.sessions.save_many([rotated])
        return OpenSession(rotated, SessionSecret(secret.family, token).text)

    async def _lock(self, work: AccessWork, secret: SessionSecret) -> Session | None:
        found = await work.sessions.find(digest(secret.family))
        if found is None or found.kind is not SessionKind.API:
            return None
        session = (await work.sessions.lock_many([found.id])).get(found.id)
        return session if session is not None and session.is_alive(work.now) else None
