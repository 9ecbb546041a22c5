"""What the access domain needs of the world."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from attrs import frozen

from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.model.calendar_feed import CalendarFeed
from hikeshi.access.model.credential import Credential
from hikeshi.access.model.login_throttle import LoginThrottle
from hikeshi.access.model.rate_limit import Allowance, RateLimit
from hikeshi.access.model.session import Session
from hikeshi.kernel.ids import ApiTokenId, CalendarFeedId, SessionId, UserId
from hikeshi.kernel.work import Recorder


class CredentialRepository(Protocol):
    """Keeps passwords, hashed."""

    async def lock_many(self, user_ids: Iterable[UserId]) -> Mapping[UserId, Credential]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        ...

    async def save_many(self, credentials: Sequence[Credential]) -> None:
        """Write these, new or instead of the person's old one."""
        ...


class SessionRepository(Protocol):
    """Keeps sessions."""

    async def get_many(self, ids: Iterable[SessionId]) -> Mapping[SessionId, Session]:
        """Return those that exist."""
        ...

    async def find(self, family_digest: bytes) -> Session | None:
        """Return the session of that family."""
        ...

    async def lock_many(self, ids: Iterable[SessionId]) -> Mapping[SessionId, Session]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        ...

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        """Return the person's sessions that are not revoked, oldest first."""
        ...

    async def save_many(self, sessions: Sequence[Session]) -> None:
        """Write new sessions, or locked ones as they are now."""
        ...

    async def mark_used(self, session_id: SessionId, at: datetime) -> None:
        """Note the use, and nothing else; no lock is needed."""
        ...


class ApiTokenRepository(Protocol):
    """Keeps API tokens."""

    async def lock_many(self, ids: Iterable[ApiTokenId]) -> Mapping[ApiTokenId, ApiToken]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        ...

    async def find(self, digest: bytes) -> ApiToken | None:
        """Return the token of that digest."""
        ...

    async def of_user(self, user_id: UserId) -> Sequence[ApiToken]:
        """Return the person's tokens that are not revoked, oldest first."""
        ...

    async def save_many(self, tokens: Sequence[ApiToken]) -> None:
        """Write new tokens, or locked ones as they are now."""
        ...

    async def mark_used(self, token_id: ApiTokenId, at: datetime) -> None:
        """Note the use, and nothing else; no lock is needed."""
        ...


class CalendarFeedRepository(Protocol):
    """Keeps the secret addresses of calendars."""

    async def lock_many(
        self, ids: Iterable[CalendarFeedId]
    ) -> Mapping[CalendarFeedId, CalendarFeed]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        ...

    async def find(self, digest: bytes) -> CalendarFeed | None:
        """Return the feed of that digest."""
        ...

    async def of_user(self, user_id: UserId) -> Sequence[CalendarFeed]:
        """Return those the person made, or that show them, and are not revoked; oldest first."""
        ...

    async def save_many(self, feeds: Sequence[CalendarFeed]) -> None:
        """Write new feeds, or locked ones as they are now."""
        ...

    async def mark_read(self, feed_id: CalendarFeedId, at: datetime) -> None:
        """Note that a program read it, and nothing else; no lock is needed."""
        ...


class RateLimits(Protocol):
    """Counts how often something was asked for; what it knows may be lost at any moment."""

    async def take(self, limit: RateLimit, key: str) -> Allowance:
        """Ask for one more under that key; never fails."""
        ...


class EndedAccess(Protocol):
    """Removes what has not opened anything for long."""

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many sessions and so many API tokens that ended before.

        What is locked is left for the next time. Returns how many were removed.
        """
        ...


class LoginThrottleRepository(Protocol):
    """Keeps the counts of attempts to sign in."""

    async def lock_many(self, keys: Iterable[str]) -> Mapping[str, LoginThrottle]:
        """Return one for each key, empty where there was none, locked in the order of keys."""
        ...

    async def save_many(self, throttles: Sequence[LoginThrottle]) -> None:
        """Write locked ones."""
        ...

    async def forget(self, strangers_before: datetime, known_before: datetime) -> None:
        """Remove those last charged earlier than that: never known ones, and known ones."""
        ...


class AccessWork(Recorder, Protocol):
    """The part of a unit of work the access domain sees."""

    @property
    def credentials(self) -> CredentialRepository:
        """The passwords."""
        ...

    @property
    def sessions(self) -> SessionRepository:
        """The sessions."""
        ...

    @property
    def api_tokens(self) -> ApiTokenRepository:
        """The API tokens."""
        ...

    @property
    def ended_access(self) -> EndedAccess:
        """The sessions and API tokens that have ended."""
        ...

    @property
    def calendar_feeds(self) -> CalendarFeedRepository:
        """The secret addresses of calendars."""
        ...

    @property
    def login_throttles(self) -> LoginThrottleRepository:
        """The counts of attempts to sign in."""
        ...


class PasswordHasher(Protocol):
    """Hashes passwords slowly, outside any unit of work: it may take a tenth of a second."""

    async def hash(self, password: str) -> str:
        """Return salt, parameters and hash."""
        ...

    async def verify(self, kept: str | None, password: str) -> bool:
        """Say whether it is the password; with nothing kept, take as long and say no."""
        ...

    def is_outdated(self, kept: str) -> bool:
        """Say whether the hash was made with other parameters than today's."""
        ...


class SecretSource(Protocol):
    """Where secrets come from."""

    def text(self, byte_count: int) -> str:
        """Return so many random bytes in base62, always equally long for the same count."""
        ...

    def password(self) -> str:
        """Return a password a person can read out, of at least 70 random bits."""
        ...


@frozen(kw_only=True)
class AccessClaims:
    """What an access token says."""

    user_id: UserId
    session_id: SessionId
    expires_at: datetime


class AccessTokens(Protocol):
    """Signs access tokens and believes only its own."""

    def issue(self, claims: AccessClaims, now: datetime) -> str:
        """Return the signed token."""
        ...

    def read(self, token: str, now: datetime) -> AccessClaims | None:
        """Return what it says, or nothing if it was not signed here, was changed, or is over."""
        ...

    def key_set(self, now: datetime) -> Mapping[str, Any]:
        """Return the public keys as a JSON Web Key Set (RFC 7517)."""
        ...
