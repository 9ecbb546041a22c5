"""Schedules in memory."""

from hikeshi.kernel.ids import ScheduleId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.oncall import Schedule


class InMemoryScheduleRepository(InMemoryDocuments[ScheduleId, Schedule]):
    """Keeps schedules, each whole: layers, overrides and revisions."""
