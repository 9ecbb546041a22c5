"""Passwords, sessions, API tokens and the throttle of sign-ins in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.model.credential import Credential
from hikeshi.access.model.login_throttle import LoginThrottle
from hikeshi.access.model.session import Session, SessionKind
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.ids import ApiTokenId, SessionId, UserId
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.session import Row
from hikeshi_server.outbound.postgres.session import Session as Connection

_LOCK_CREDENTIALS = """
SELECT * FROM credentials WHERE user_id = ANY($1::uuid[]) ORDER BY user_id FOR UPDATE
"""
_SAVE_CREDENTIALS = """
INSERT INTO credentials (user_id, hash, changed_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[])
ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
"""


@frozen
class PostgresCredentialRepository:
    """Keeps passwords, hashed."""

    _connection: Connection

    async def lock_many(self, user_ids: Iterable[UserId]) -> Mapping[UserId, Credential]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        rows = await self._connection.rows(_LOCK_CREDENTIALS, list(user_ids))
        return {
            row["user_id"]: Credential(
                user_id=row["user_id"], hash=row["hash"], changed_at=row["changed_at"]
            )
            for row in rows
        }

    async def save_many(self, credentials: Sequence[Credential]) -> None:
        """Write these, new or instead of the person's old one."""
        await self._connection.run(
            _SAVE_CREDENTIALS,
            [credential.user_id for credential in credentials],
            [credential.hash for credential in credentials],
            [credential.changed_at for credential in credentials],
        )


_GET_SESSIONS = "SELECT * FROM sessions WHERE id = ANY($1::uuid[]) ORDER BY id"
_LOCK_SESSIONS = f"{_GET_SESSIONS} FOR UPDATE"
_FIND_SESSION = "SELECT * FROM sessions WHERE family_digest = $1"
_SESSIONS_OF_USER = """
SELECT * FROM sessions WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id
"""
_SAVE_SESSIONS = """
INSERT INTO sessions (id, user_id, kind, family_digest, token_digest, created_at, last_used_at,
  expires_at, revoked_at, user_agent, address)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[],
  $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::text[],
  $11::text[])
ON CONFLICT (id) DO UPDATE SET token_digest = excluded.token_digest,
  last_used_at = excluded.last_used_at, revoked_at = excluded.revoked_at,
  user_agent = excluded.user_agent, address = excluded.address
"""
_USE_SESSION = "UPDATE sessions SET last_used_at = greatest(last_used_at, $2) WHERE id = $1"


@frozen
class PostgresSessionRepository:
    """Keeps sessions."""

    _connection: Connection

    async def get_many(self, ids: Iterable[SessionId]) -> Mapping[SessionId, Session]:
        """Return those that exist."""
        rows = await self._connection.rows(_GET_SESSIONS, list(ids))
        return {row["id"]: _session(row) for row in rows}

    async def lock_many(self, ids: Iterable[SessionId]) -> Mapping[SessionId, Session]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        rows = await self._connection.rows(_LOCK_SESSIONS, list(ids))
        return {row["id"]: _session(row) for row in rows}

    async def find(self, family_digest: bytes) -> Session | None:
        """Return the session of that family."""
        row = await self._connection.row(_FIND_SESSION, family_digest)
        return _session(row) if row is not None else None

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        """Return the person's sessions that are not revoked, oldest first."""
        return [_session(row) for row in await self._connection.rows(_SESSIONS_OF_USER, user_id)]

    async def save_many(self, sessions: Sequence[Session]) -> None:
        """Write new sessions, or locked ones as they are now."""
        await self._connection.run(
            _SAVE_SESSIONS,
            [session.id for session in sessions],
            [session.user_id for session in sessions],
            [session.kind.value for session in sessions],
            [session.family_digest for session in sessions],
            [session.token_digest for session in sessions],
            [session.created_at for session in sessions],
            [session.last_used_at for session in sessions],
            [session.expires_at for session in sessions],
            [session.revoked_at for session in sessions],
            [_storable(session.user_agent) for session in sessions],
            [_storable(session.address) for session in sessions],
        )

    async def mark_used(self, session_id: SessionId, at: datetime) -> None:
        """Note the use, and nothing else."""
        await self._connection.run(_USE_SESSION, session_id, at)


_LOCK_TOKENS = "SELECT * FROM api_tokens WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
_FIND_TOKEN = "SELECT * FROM api_tokens WHERE digest = $1"  # noqa: S105 - a statement
_TOKENS_OF_USER = """
SELECT * FROM api_tokens WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id
"""
_SAVE_TOKENS = """
INSERT INTO api_tokens (id, user_id, name, prefix, digest, scopes, created_at, expires_at,
  last_used_at, revoked_at)
SELECT id, user_id, name, prefix, digest,
  CASE WHEN scopes IS NULL THEN NULL
    ELSE ARRAY(SELECT jsonb_array_elements_text(scopes::jsonb)) END,
  created_at, expires_at, last_used_at, revoked_at
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[],
  $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[])
AS t (id, user_id, name, prefix, digest, scopes, created_at, expires_at, last_used_at, revoked_at)
ON CONFLICT (id) DO UPDATE SET last_used_at = excluded.last_used_at,
  revoked_at = excluded.revoked_at
"""
_USE_TOKEN = "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1"  # noqa: S105 - a statement


@frozen
class PostgresApiTokenRepository:
    """Keeps API tokens."""

    _connection: Connection

    async def lock_many(self, ids: Iterable[ApiTokenId]) -> Mapping[ApiTokenId, ApiToken]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        rows = await self._connection.rows(_LOCK_TOKENS, list(ids))
        return {row["id"]: _api_token(row) for row in rows}

    async def find(self, digest: bytes) -> ApiToken | None:
        """Return the token of that digest."""
        row = await self._connection.row(_FIND_TOKEN, digest)
        return _api_token(row) if row is not None else None

    async def of_user(self, user_id: UserId) -> Sequence[ApiToken]:
        """Return the person's tokens that are not revoked, oldest first."""
        return [_api_token(row) for row in await self._connection.rows(_TOKENS_OF_USER, user_id)]

    async def save_many(self, tokens: Sequence[ApiToken]) -> None:
        """Write new tokens, or locked ones as they are now."""
        await self._connection.run(
            _SAVE_TOKENS,
            [token.id for token in tokens],
            [token.user_id for token in tokens],
            [token.name for token in tokens],
            [token.prefix for token in tokens],
            [token.digest for token in tokens],
            [None if token.scopes is None else to_json(list(token.scopes)) for token in tokens],
            [token.created_at for token in tokens],
            [token.expires_at for token in tokens],
            [token.last_used_at for token in tokens],
            [token.revoked_at for token in tokens],
        )

    async def mark_used(self, token_id: ApiTokenId, at: datetime) -> None:
        """Note the use, and nothing else."""
        await self._connection.run(_USE_TOKEN, token_id, at)


#: The row is there, and ours, whoever else asks at the same time.
_LOCK_THROTTLES = """
INSERT INTO login_throttles (key, failures)
SELECT key, 0 FROM unnest($1::text[]) AS t (key) ORDER BY key
ON CONFLICT (key) DO UPDATE SET key = excluded.key
RETURNING *
"""
_SAVE_THROTTLES = """
UPDATE login_throttles t SET failures = r.failures, last_at = r.last_at, known_at = r.known_at
FROM unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::timestamptz[])
AS r (key, failures, last_at, known_at)
WHERE t.key = r.key
"""
#: Rows somebody works with are left for the next time.
_FORGET_THROTTLES = """
DELETE FROM login_throttles WHERE key IN (
  SELECT key FROM login_throttles
  WHERE last_at < $1 AND (known_at IS NULL OR last_at < $2) FOR UPDATE SKIP LOCKED)
"""


@frozen
class PostgresLoginThrottleRepository:
    """Keeps the counts of attempts to sign in."""

    _connection: Connection

    async def lock_many(self, keys: Iterable[str]) -> Mapping[str, LoginThrottle]:
        """Return one for each key, empty where there was none, locked in the order of keys."""
        rows = await self._connection.rows(_LOCK_THROTTLES, sorted(set(keys)))
        return {row["key"]: LoginThrottle(**row) for row in rows}

    async def save_many(self, throttles: Sequence[LoginThrottle]) -> None:
        """Write locked ones."""
        await self._connection.run(
            _SAVE_THROTTLES,
            [throttle.key for throttle in throttles],
            [throttle.failures for throttle in throttles],
            [throttle.last_at for throttle in throttles],
            [throttle.known_at for throttle in throttles],
        )

    async def forget(self, strangers_before: datetime, known_before: datetime) -> None:
        """Remove those last charged earlier than that: never known ones, and known ones."""
        await self._connection.run(_FORGET_THROTTLES, strangers_before, known_before)


def _session(row: Row) -> Session:
    return Session(**{**row, "kind": SessionKind(row["kind"])})


def _api_token(row: Row) -> ApiToken:
    scopes = row["scopes"]
    known = None if scopes is None else tuple(map(Permission, scopes))
    return ApiToken(**{**row, "scopes": known})


def _storable(text: str) -> str:
    """PostgreSQL keeps neither U+0000 nor lone surrogates, and a header may hold anything."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
