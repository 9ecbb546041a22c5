"""Open a session for a person who showed the right password."""

from attrs import field, frozen

from hikeshi.access.events import SignedIn
from hikeshi.access.model.secret import SECRET_BYTES
from hikeshi.access.model.session import (
    FAMILY_BYTES,
    Device,
    Session,
    SessionKind,
    SessionSecret,
)
from hikeshi.access.ports import AccessWork, SecretSource
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import EventId, SessionId, UserId


@frozen
class OpenSession:
    """A session and its secret, which is shown this once."""

    session: Session
    secret: str = field(repr=False)


@frozen
class SignIn:
    """Open a session for a person who showed the right password."""

    secrets: SecretSource

    async def __call__(
        self, work: AccessWork, *, user_id: UserId, kind: SessionKind, device: Device
    ) -> OpenSession:
        """Open it; whoever calls has checked the password and that the person is active."""
        secret = SessionSecret(self.secrets.text(FAMILY_BYTES), self.secrets.text(SECRET_BYTES))
        session = Session.opened(
            SessionId(work.ids()), user_id, secret, kind=kind, device=device, now=work.now
        )
        await work.sessions.save_many([session])
        work.record(
            SignedIn(
                id=EventId(work.ids()),
                at=work.now,
                by=Actor(ActorKind.USER, user_id),
                user_id=user_id,
                session_id=session.id,
                kind=kind.value,
            )
        )
        return OpenSession(session, secret.text)
