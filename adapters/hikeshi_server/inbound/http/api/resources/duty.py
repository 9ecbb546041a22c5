"""Conflicts and suggested cover of a schedule, and what a person's leaving uncovers"""

from hikeshi.flow.duty import cover_suggestions, schedule_conflicts
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.paging import PageOf
from hikeshi.oncall import Suggestion
from hikeshi_server.inbound.http.api.bodies.conflicts import ConflictView, conflict_views
from hikeshi_server.inbound.http.api.bodies.duty import (
    CoverFilters,
    ScheduleDeparture,
    departure_views,
)
from hikeshi_server.inbound.http.api.bodies.schedules import SpanFilters
from hikeshi_server.inbound.http.api.call import Call


class Duty:
    """What asks for more than one schedule, or for people's absences"""

    async def conflicts(
        self, work: Work, call: Call, schedule: ScheduleId, filters: SpanFilters
    ) -> PageOf[ConflictView]:
        """GET /schedules/{schedule}/conflicts"""
        del call
        found = (await work.directory()).schedules[schedule]
        interval = filters.interval(work.now)
        return PageOf(conflict_views(await schedule_conflicts(work, found, interval)))

    async def cover(
        self, work: Work, call: Call, schedule: ScheduleId, filters: CoverFilters
    ) -> PageOf[Suggestion]:
        """GET /schedules/{schedule}/cover-suggestions"""
        del call
        found = (await work.directory()).schedules[schedule]
        interval = filters.interval(work.now)
        return PageOf(await cover_suggestions(work, found, interval, filters.rules))

    async def departure(
        self, work: Work, call: Call, user: UserId, filters: SpanFilters
    ) -> PageOf[ScheduleDeparture]:
        """GET /users/{user}/departure"""
        del call
        directory = await work.directory()
        return PageOf(departure_views(directory, user, filters.interval(work.now)))
