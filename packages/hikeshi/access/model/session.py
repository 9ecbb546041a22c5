"""A signed-in device: what it shows to stay in, and when that ends."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from hikeshi.access.model.secret import digest, matches
from hikeshi.kernel.ids import SessionId, UserId

#: A session ends after this, whatever happens.
LONGEST_SESSION = timedelta(days=30)
#: A session nobody used for so long ends.
LONGEST_IDLE = timedelta(days=14)
#: Uses are noted at most so often.
NOTED_EVERY = timedelta(minutes=1)
#: What a session's secret begins with, so that scanners recognise a leaked one.
SECRET_PREFIX = "hks_"  # noqa: S105 - a mark, not a secret
#: Random bytes in the part of the secret that stays the same through all rotations.
FAMILY_BYTES = 16


class SessionKind(StrEnum):
    """What the session was opened for."""

    API = "api"  # refresh tokens, each used once
    CONSOLE = "console"  # a cookie, the same for the whole session


def _cut(text: str) -> str:
    return text[:200]


@frozen(kw_only=True)
class Device:
    """Where a request came from, as its sender says.

    Args:
        address: The network address.
        user_agent: The program, cut to 200 characters.
    """

    address: str
    user_agent: str = field(default="", converter=_cut)


@frozen
class SessionSecret:
    """What a device shows: the family, which stays, and the token, which rotates.

    A right family with a wrong token is one that was used before: somebody else has a copy.
    """

    family: str = field(repr=False)
    token: str = field(repr=False)

    @property
    def text(self) -> str:
        """The secret as it is handed out."""
        return f"{SECRET_PREFIX}{self.family}.{self.token}"

    @classmethod
    def parse(cls, text: str) -> "SessionSecret | None":
        """Return the secret, or nothing if it has not the shape of one."""
        family, dot, token = text.removeprefix(SECRET_PREFIX).partition(".")
        if not (text.startswith(SECRET_PREFIX) and dot and family and token):
            return None
        return cls(family, token)


@frozen(kw_only=True)
class Session:
    """A signed-in device.

    Args:
        family_digest: Digest of the part of the secret that stays.
        token_digest: Digest of the only token accepted now.
        address: From where it was last refreshed or opened.
    """

    id: SessionId
    user_id: UserId
    kind: SessionKind
    family_digest: bytes = field(repr=False)
    token_digest: bytes = field(repr=False)
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    user_agent: str = ""
    address: str = ""

    @classmethod
    def opened(
        cls,
        session_id: SessionId,
        user_id: UserId,
        secret: SessionSecret,
        *,
        kind: SessionKind,
        device: Device,
        now: datetime,
    ) -> "Session":
        """Return the session that starts now."""
        return cls(
            id=session_id,
            user_id=user_id,
            kind=kind,
            family_digest=digest(secret.family),
            token_digest=digest(secret.token),
            created_at=now,
            last_used_at=now,
            expires_at=now + LONGEST_SESSION,
            user_agent=device.user_agent,
            address=device.address,
        )

    def is_alive(self, now: datetime) -> bool:
        """Say whether it still opens anything."""
        ends = min(self.expires_at, self.last_used_at + LONGEST_IDLE)
        return self.revoked_at is None and now < ends

    def accepts(self, secret: SessionSecret) -> bool:
        """Say whether that is the token accepted now."""
        fits = (
            matches(self.family_digest, secret.family),
            matches(self.token_digest, secret.token),
        )
        return all(fits)

    def is_use_worth_noting(self, now: datetime) -> bool:
        """Say whether the last noted use is long enough ago."""
        return now - self.last_used_at >= NOTED_EVERY

    def rotated(self, token: str, device: Device, now: datetime) -> "Session":
        """Accept this token from now on, and no other."""
        return evolve(
            self,
            token_digest=digest(token),
            last_used_at=now,
            user_agent=device.user_agent,
            address=device.address,
        )

    def revoked(self, now: datetime) -> "Session":
        """End it; one that has ended stays as it is."""
        return self if self.revoked_at is not None else evolve(self, revoked_at=now)
