"""What the on-call domain needs of the world."""

from typing import Protocol

from hikeshi.kernel.ids import ScheduleId
from hikeshi.kernel.work import Documents, Recorder
from hikeshi.oncall.model.schedule import Schedule


class ScheduleRepository(Documents[ScheduleId, Schedule], Protocol):
    """Keeps schedules, each whole: layers, overrides and revisions."""


class OncallWork(Recorder, Protocol):
    """The part of a unit of work the on-call domain sees."""

    @property
    def schedules(self) -> ScheduleRepository:
        """The schedules."""
        ...
