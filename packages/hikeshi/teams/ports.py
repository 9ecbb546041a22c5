"""What the teams domain needs of the world."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from hikeshi.kernel.ids import (
    ContactMethodId,
    HolidaySetId,
    IntegrationId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.work import Documents, Recorder
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User
from hikeshi.teams.model.verification import Verification


class UserRepository(Documents[UserId, User], Protocol):
    """Keeps people; `find` takes a key."""

    async def find_by_email(self, email: str) -> User | None:
        """Return the person with that address, compared without regard to case.

        Nobody has the empty address, however many have none.
        """
        ...


class TeamRepository(Documents[TeamId, Team], Protocol):
    """Keeps teams."""


class ServiceRepository(Documents[ServiceId, Service], Protocol):
    """Keeps services."""


class HolidaySetRepository(Documents[HolidaySetId, HolidaySet], Protocol):
    """Keeps sets of holidays."""


class IntegrationRepository(Documents[IntegrationId, Integration], Protocol):
    """Keeps integrations; `find` takes a secret key, compared through its digest."""


class ContactMethodRepository(Documents[ContactMethodId, ContactMethod], Protocol):
    """Keeps contact methods."""

    async def list_of(self, user_id: UserId) -> Sequence[ContactMethod]:
        """Return the person's contact methods, oldest first."""
        ...


class VerificationRepository(Protocol):
    """Keeps the newest code of contact methods."""

    async def lock_many(
        self, ids: Iterable[ContactMethodId]
    ) -> Mapping[ContactMethodId, Verification]:
        """Return those that exist, locked in the order of their ids."""
        ...

    async def save_many(self, verifications: Sequence[Verification]) -> None:
        """Write these, new or not."""
        ...

    async def delete_many(self, ids: Iterable[ContactMethodId]) -> None:
        """Remove these."""
        ...


class TeamsWork(Recorder, Protocol):
    """The part of a unit of work the teams domain sees."""

    @property
    def users(self) -> UserRepository:
        """The people."""
        ...

    @property
    def teams(self) -> TeamRepository:
        """The teams."""
        ...

    @property
    def services(self) -> ServiceRepository:
        """The services."""
        ...

    @property
    def holiday_sets(self) -> HolidaySetRepository:
        """The sets of holidays."""
        ...

    @property
    def integrations(self) -> IntegrationRepository:
        """The integrations."""
        ...

    @property
    def contact_methods(self) -> ContactMethodRepository:
        """The contact methods."""
        ...

    @property
    def verifications(self) -> VerificationRepository:
        """The codes of contact methods."""
        ...
