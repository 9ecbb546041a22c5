"""What the on-call domain needs of the world."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from hikeshi.kernel.ids import ScheduleId, SwapId, TeamId, UnavailabilityId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.work import Documents, Recorder
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.swap import Swap
from hikeshi.oncall.model.unavailability import Unavailability


class ScheduleRepository(Documents[ScheduleId, Schedule], Protocol):
    """Keeps schedules, each whole: layers, overrides and revisions."""


class SwapRepository(Documents[SwapId, Swap], Protocol):
    """Keeps swaps; they are changed under the lock of their schedule."""

    async def list_live(self, schedule_ids: Iterable[ScheduleId], at: datetime) -> Sequence[Swap]:
        """Return those of these schedules that are pending, or accepted and not over, by id."""
        ...


class UnavailabilityRepository(Documents[UnavailabilityId, Unavailability], Protocol):
    """Keeps when people cannot be on call."""

    async def list_of(
        self, user_ids: Iterable[UserId], interval: Interval | None = None
    ) -> Sequence[Unavailability]:
        """Return those of these people, by id.

        Args:
            user_ids: Whose.
            interval: Only those whose bounds overlap it; nothing = all.
        """
        ...


class People(Protocol):
    """Who there is, as far as the on-call domain asks; flow's directory answers."""

    def is_active(self, user_id: UserId) -> bool:
        """Say whether there is such a person, not deactivated."""
        ...

    def teams_of(self, user_id: UserId) -> tuple[TeamId, ...]:
        """Return the teams the person is a member of."""
        ...


class OncallWork(Recorder, Protocol):
    """The part of a unit of work the on-call domain sees."""

    @property
    def schedules(self) -> ScheduleRepository:
        """The schedules."""
        ...

    @property
    def swaps(self) -> SwapRepository:
        """The swaps."""
        ...

    @property
    def unavailabilities(self) -> UnavailabilityRepository:
        """When people cannot be on call."""
        ...

    async def people(self) -> People:
        """Return who there is."""
        ...
