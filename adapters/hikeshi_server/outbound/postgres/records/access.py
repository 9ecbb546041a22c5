"""Tables of passwords, sessions, API tokens and the throttle of sign-ins."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import ROOMY, Record


class CredentialRecord(Record):
    """A person's password, hashed slowly."""

    __tablename__ = "credentials"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    hash: Mapped[str]
    changed_at: Mapped[datetime]


class SessionRecord(Record):
    """A signed-in device; of its secret only digests are kept."""

    __tablename__ = "sessions"
    __table_args__ = ({"postgresql_with": ROOMY},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    family_digest: Mapped[bytes] = mapped_column(unique=True)
    token_digest: Mapped[bytes]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str]
    address: Mapped[str]


class ApiTokenRecord(Record):
    """An API token; of its secret only the digest is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = ({"postgresql_with": ROOMY},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str] | None] = mapped_column(ARRAY(Text()))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginThrottleRecord(Record):
    """Failed attempts to sign in, counted under digests of account and address."""

    __tablename__ = "login_throttles"
    __table_args__ = ({"postgresql_with": ROOMY},)

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime | None] = mapped_column(index=True)
    known_at: Mapped[datetime | None]
