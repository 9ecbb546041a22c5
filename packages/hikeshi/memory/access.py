"""Passwords, sessions, API tokens and the throttle of sign-ins in memory."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.model.credential import Credential
from hikeshi.access.model.login_throttle import LoginThrottle
from hikeshi.access.model.session import Session
from hikeshi.access.ports import AccessClaims
from hikeshi.kernel.ids import ApiTokenId, SessionId, UserId
from hikeshi.memory.store import Store

K = TypeVar("K")


@frozen
class InMemoryCredentialRepository:
    """Keeps passwords, hashed."""

    store: Store

    async def lock_many(self, user_ids: Iterable[UserId]) -> Mapping[UserId, Credential]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.credentials.pick(user_ids)

    async def save_many(self, credentials: Sequence[Credential]) -> None:
        """Write these."""
        for credential in credentials:
            self.store.credentials.put(credential.user_id, credential)


@frozen
class InMemorySessionRepository:
    """Keeps sessions."""

    store: Store

    async def get_many(self, ids: Iterable[SessionId]) -> Mapping[SessionId, Session]:
        """Return those that exist."""
        return self.store.sessions.pick(ids)

    async def lock_many(self, ids: Iterable[SessionId]) -> Mapping[SessionId, Session]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.sessions.pick(ids)

    async def find(self, family_digest: bytes) -> Session | None:
        """Return the session of that family."""
        rows = self.store.sessions.rows.values()
        return next((row for row in rows if row.family_digest == family_digest), None)

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        """Return the person's sessions that are not revoked, oldest first."""
        rows = sorted(self.store.sessions.rows.items())
        return [row for _, row in rows if row.user_id == user_id and row.revoked_at is None]

    async def save_many(self, sessions: Sequence[Session]) -> None:
        """Write these."""
        for session in sessions:
            self.store.sessions.put(session.id, session)

    async def mark_used(self, session_id: SessionId, at: datetime) -> None:
        """Note the use."""
        session = self.store.sessions.rows[session_id]
        self.store.sessions.put(session_id, evolve(session, last_used_at=at))


@frozen
class InMemoryApiTokenRepository:
    """Keeps API tokens."""

    store: Store

    async def lock_many(self, ids: Iterable[ApiTokenId]) -> Mapping[ApiTokenId, ApiToken]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.api_tokens.pick(ids)

    async def find(self, digest: bytes) -> ApiToken | None:
        """Return the token of that digest."""
        rows = self.store.api_tokens.rows.values()
        return next((row for row in rows if row.digest == digest), None)

    async def of_user(self, user_id: UserId) -> Sequence[ApiToken]:
        """Return the person's tokens that are not revoked, oldest first."""
        rows = sorted(self.store.api_tokens.rows.items())
        return [row for _, row in rows if row.user_id == user_id and row.revoked_at is None]

    async def save_many(self, tokens: Sequence[ApiToken]) -> None:
        """Write these."""
        for token in tokens:
            self.store.api_tokens.put(token.id, token)

    async def mark_used(self, token_id: ApiTokenId, at: datetime) -> None:
        """Note the use."""
        token = self.store.api_tokens.rows[token_id]
        self.store.api_tokens.put(token_id, evolve(token, last_used_at=at))


@frozen
class InMemoryEndedAccess:
    """Removes what has not opened anything for long."""

    store: Store

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many sessions and so many API tokens that ended before."""
        sessions = _ended_before(self.store.sessions.rows, instant)[:limit]
        tokens = _ended_before(self.store.api_tokens.rows, instant)[:limit]
        for session_id in sessions:
            self.store.sessions.drop(session_id)
        for token_id in tokens:
            self.store.api_tokens.drop(token_id)
        return len(sessions) + len(tokens)


def _ended_before(rows: Mapping[K, Session | ApiToken], instant: datetime) -> Sequence[K]:
    return [key for key, row in rows.items() if _ended(row) < instant]


def _ended(row: Session | ApiToken) -> datetime:
    return row.expires_at if row.revoked_at is None else min(row.revoked_at, row.expires_at)


@frozen
class InMemoryLoginThrottleRepository:
    """Keeps the counts of attempts to sign in."""

    store: Store

    async def lock_many(self, keys: Iterable[str]) -> Mapping[str, LoginThrottle]:
        """Return one for each key, empty where there was none."""
        rows = self.store.login_throttles.rows
        return {key: rows.get(key) or LoginThrottle(key=key) for key in sorted(set(keys))}

    async def save_many(self, throttles: Sequence[LoginThrottle]) -> None:
        """Write these."""
        for throttle in throttles:
            self.store.login_throttles.put(throttle.key, throttle)

    async def forget(self, strangers_before: datetime, known_before: datetime) -> None:
        """Remove those last charged earlier than that."""
        for key, row in tuple(self.store.login_throttles.rows.items()):
            before = strangers_before if row.known_at is None else known_before
            if row.last_at is not None and row.last_at < before:
                self.store.login_throttles.drop(key)


@frozen
class InMemoryPasswordHasher:
    """PBKDF2 of the standard library: for use without the server, which has argon2id.

    Args:
        rounds: More are slower; what was hashed with fewer is outdated.
        salt: One for all, since this library takes no chance from the machine.
    """

    rounds: int = 1000
    salt: bytes = b"in memory only"

    async def hash(self, password: str) -> str:
        """Return rounds and hash."""
        return self._hashed(self.rounds, password)

    async def verify(self, kept: str | None, password: str) -> bool:
        """Say whether it is the password; with nothing kept, take as long and say no."""
        compared = kept if kept is not None else self._hashed(self.rounds, "")
        rounds = int(compared.partition("$")[0])
        fits = hmac.compare_digest(compared, self._hashed(rounds, password))
        return fits and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Say whether the hash was made with another number of rounds."""
        return not kept.startswith(f"{self.rounds}$")

    def _hashed(self, rounds: int, password: str) -> str:
        raw = password.encode("utf-8", "surrogatepass")
        return f"{rounds}${hashlib.pbkdf2_hmac('sha256', raw, self.salt, rounds).hex()}"


@define
class InMemorySecretSource:
    """Counts: the same in every run, and therefore secret to nobody."""

    count: int = 0

    def text(self, byte_count: int) -> str:
        """Return the next text, as long as random bytes in base62 would be."""
        self.count += 1
        return f"{self.count:0{-(-byte_count * 8 * 1000 // 5954)}d}"

    def password(self) -> str:
        """Return the next password."""
        return f"password-{self.text(8)}"


@define
class InMemoryAccessTokens:
    """Remembers what it issued instead of signing it."""

    issued: dict[str, AccessClaims] = field(factory=dict)

    def issue(self, claims: AccessClaims, now: datetime) -> str:
        """Return a token."""
        token = f"access.{len(self.issued) + 1}.{int(now.timestamp())}"
        self.issued[token] = claims
        return token

    def read(self, token: str, now: datetime) -> AccessClaims | None:
        """Return what it says, or nothing if it was not issued here or is over."""
        claims = self.issued.get(token)
        return claims if claims is not None and now < claims.expires_at else None

    def key_set(self, now: datetime) -> Mapping[str, Any]:
        """Return no key: there is nothing to check them with."""
        del now
        return {"keys": []}
