"""Tables of people, teams, services, integrations and contact methods."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hikeshi_server.outbound.postgres.records.record import Record


class UserRecord(Record):
    """A person; `document` is the whole object."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    active: Mapped[bool]
    document: Mapped[dict[str, Any]]

    contact_methods: Mapped[list["ContactMethodRecord"]] = relationship(
        primaryjoin="UserRecord.id == foreign(ContactMethodRecord.user_id)",
        order_by="ContactMethodRecord.id",
        lazy="raise",
        viewonly=True,
    )

    # People who are only paged need no address.
    __table_args__ = (
        Index(
            "users_lower_email_key",
            text("lower(email)"),
            unique=True,
            postgresql_where=text("email <> ''"),
        ),
    )


class TeamRecord(Record):
    """A team with its members in `document`."""

    __tablename__ = "teams"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]


class HolidaySetRecord(Record):
    """Days on which nobody works."""

    __tablename__ = "holiday_sets"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]


class ServiceRecord(Record):
    """A monitored thing."""

    __tablename__ = "services"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    escalation_policy_id: Mapped[UUID | None] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]

    integrations: Mapped[list["IntegrationRecord"]] = relationship(
        primaryjoin="ServiceRecord.id == foreign(IntegrationRecord.service_id)",
        order_by="IntegrationRecord.id",
        lazy="raise",
        viewonly=True,
    )


class IntegrationRecord(Record):
    """A sender; its keys stand apart, sealed."""

    __tablename__ = "integrations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    service_id: Mapped[UUID | None] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]

    keys: Mapped[list["IntegrationKeyRecord"]] = relationship(
        order_by="IntegrationKeyRecord.position", lazy="raise", viewonly=True
    )


class IntegrationKeyRecord(Record):
    """A living secret of a sender: found by its digest, readable only when unsealed.

    `position` 0 is the current key.
    """

    __tablename__ = "integration_keys"

    integration_id: Mapped[UUID] = mapped_column(
        ForeignKey("integrations.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    sealed: Mapped[str]


class ContactMethodRecord(Record):
    """A way to reach a person; the signing secret of a webhook is sealed."""

    __tablename__ = "contact_methods"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    user_id: Mapped[UUID]
    key: Mapped[str]
    secret: Mapped[str | None]
    document: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("user_id", "key"),)
