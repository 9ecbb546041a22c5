"""People, teams, services, integrations and contact methods in memory."""

from collections.abc import Sequence

from hikeshi.kernel.errors import ConflictError, Sentence
from hikeshi.kernel.ids import (
    ContactMethodId,
    HolidaySetId,
    IntegrationId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User


class InMemoryUserRepository(InMemoryDocuments[UserId, User]):
    """Keeps people."""

    async def find_by_email(self, email: str) -> User | None:
        """Return the person with that address, compared without regard to case."""
        wanted = email.casefold()
        if not wanted:
            return None
        return next(
            (user for user in self.table.rows.values() if user.email.casefold() == wanted), None
        )

    def _check(self, row: User) -> None:
        super()._check(row)
        if not row.email:  # people in files need no address
            return
        for other in self.table.rows.values():
            if other.id != row.id and other.email.casefold() == row.email.casefold():
                raise ConflictError.at(
                    "/email",
                    Sentence("“{email}” is the address of somebody else already.", email=row.email),
                )


class InMemoryTeamRepository(InMemoryDocuments[TeamId, Team]):
    """Keeps teams."""


class InMemoryServiceRepository(InMemoryDocuments[ServiceId, Service]):
    """Keeps services."""


class InMemoryHolidaySetRepository(InMemoryDocuments[HolidaySetId, HolidaySet]):
    """Keeps sets of holidays."""


class InMemoryIntegrationRepository(InMemoryDocuments[IntegrationId, Integration]):
    """Keeps integrations; `find` takes a secret key."""

    async def find(self, key: str) -> Integration | None:
        """Return the one with that secret key."""
        return next((row for row in self.table.rows.values() if key in row.keys), None)


class InMemoryContactMethodRepository(InMemoryDocuments[ContactMethodId, ContactMethod]):
    """Keeps contact methods."""

    async def list_of(self, user_id: UserId) -> Sequence[ContactMethod]:
        """Return the person's contact methods, oldest first."""
        return [method for method in await self.list_all() if method.user_id == user_id]
