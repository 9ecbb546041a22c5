"""People, teams, services, integrations and contact methods in PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from attrs import evolve

from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import (
    ContactMethodId,
    HolidaySetId,
    IntegrationId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.records import (
    ContactMethodRecord,
    HolidaySetRecord,
    IntegrationRecord,
    ServiceRecord,
    TeamRecord,
    UserRecord,
)
from hikeshi_server.outbound.postgres.sealer import Sealer


def _user_columns(user: User, _: Sealer) -> Mapping[str, Any]:
    return {"key": user.key, "email": user.email, "active": user.active}


def _service_columns(service: Service, _: Sealer) -> Mapping[str, Any]:
    return {
        "key": service.key,
        "team_id": service.team_id,
        "escalation_policy_id": service.escalation_policy_id,
    }


def _key_context(integration_id: IntegrationId) -> str:
    return f"integration-key:{integration_id}"


def _without_keys(integration: Integration) -> Integration:
    return evolve(integration, keys=())


def _with_keys(found: Integration, sealed: Sequence[str], sealer: Sealer) -> Integration:
    context = _key_context(found.id)
    return evolve(found, keys=tuple(sealer.open(key, context) for key in sealed))


def _secret_context(method_id: ContactMethodId) -> str:
    return f"contact-method:{method_id}"


def _method_columns(method: ContactMethod, sealer: Sealer) -> Mapping[str, Any]:
    secret = method.secret
    sealed = None if secret is None else sealer.seal(secret, _secret_context(method.id))
    return {"user_id": method.user_id, "key": method.key, "secret": sealed}


def _without_secret(method: ContactMethod) -> ContactMethod:
    return evolve(method, secret=None)


def _with_secret(method: ContactMethod, sealed: Sequence[str], sealer: Sealer) -> ContactMethod:
    if not sealed:
        return method
    return evolve(method, secret=sealer.open(sealed[0], _secret_context(method.id)))


USERS = Kind(record=UserRecord, cls=User, columns=_user_columns)
TEAMS = Kind(record=TeamRecord, cls=Team, columns=lambda team, _: {"key": team.key})
SERVICES = Kind(record=ServiceRecord, cls=Service, columns=_service_columns)
HOLIDAY_SETS = Kind(
    record=HolidaySetRecord, cls=HolidaySet, columns=lambda found, _: {"key": found.key}
)
INTEGRATIONS = Kind(
    record=IntegrationRecord,
    cls=Integration,
    columns=lambda integration, _: {"service_id": integration.service_id},
    secrets=(
        "(SELECT array_agg(k.sealed ORDER BY k.position) FROM integration_keys k"
        " WHERE k.integration_id = t.id)"
    ),
    hide=_without_keys,
    reveal=_with_keys,
)
CONTACT_METHODS = Kind(
    record=ContactMethodRecord,
    cls=ContactMethod,
    columns=_method_columns,
    secrets="CASE WHEN t.secret IS NOT NULL THEN ARRAY[t.secret] END",
    hide=_without_secret,
    reveal=_with_secret,
)


class PostgresUserRepository(PostgresDocuments[UserId, User], kind=USERS):
    """Keeps people."""

    async def find_by_email(self, email: str) -> User | None:
        """Return the person with that address, compared without regard to case."""
        return await self._find("lower(t.email) = lower($1) AND t.email <> ''", email)


class PostgresTeamRepository(PostgresDocuments[TeamId, Team], kind=TEAMS):
    """Keeps teams."""


class PostgresServiceRepository(PostgresDocuments[ServiceId, Service], kind=SERVICES):
    """Keeps services."""


class PostgresHolidaySetRepository(PostgresDocuments[HolidaySetId, HolidaySet], kind=HOLIDAY_SETS):
    """Keeps sets of holidays."""


class PostgresIntegrationRepository(
    PostgresDocuments[IntegrationId, Integration], kind=INTEGRATIONS
):
    """Keeps integrations and, sealed and digested, their keys."""

    async def find(self, key: str) -> Integration | None:
        """Return the one with that living secret key, found through its digest."""
        return await self._find(
            "t.id = (SELECT integration_id FROM integration_keys WHERE digest = ANY($1::bytea[]))",
            self._sealer.digests(key),
        )

    async def save_many(self, objects: Sequence[Integration]) -> None:
        """Write these with their keys."""
        await super().save_many(objects)
        await self._session.run(_DELETE_KEYS, [kept.id for kept in objects])
        keys = [(kept.id, no, key) for kept in objects for no, key in enumerate(kept.keys)]
        try:
            await self._session.run(
                _INSERT_KEYS,
                [integration_id for integration_id, _, _ in keys],
                [position for _, position, _ in keys],
                [self._sealer.digest(key) for _, _, key in keys],
                [self._sealer.seal(key, _key_context(found)) for found, _, key in keys],
            )
        except asyncpg.UniqueViolationError as error:
            raise ConflictError("The key belongs to another integration already.") from error


_DELETE_KEYS = "DELETE FROM integration_keys WHERE integration_id = ANY($1::uuid[])"
_INSERT_KEYS = """
INSERT INTO integration_keys (integration_id, position, digest, sealed)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[])
"""


class PostgresContactMethodRepository(
    PostgresDocuments[ContactMethodId, ContactMethod], kind=CONTACT_METHODS
):
    """Keeps contact methods; keys are unique within a person."""

    async def list_of(self, user_id: UserId) -> Sequence[ContactMethod]:
        """Return the person's contact methods, oldest first."""
        return await self._list("t.user_id = $1", user_id)
