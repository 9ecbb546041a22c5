"""/schedules/{schedule}/override-imports"""

from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.matching import match_people, refuse_unmatched
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import ScheduleId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.errors import ScheduleNotFoundError
from hikeshi.oncall.use_cases.import_overrides import ImportOverrides
from hikeshi_server.inbound.calendars.expanding import expand
from hikeshi_server.inbound.http.api.bodies.override_imports import (
    CalendarBody,
    ImportOptions,
    OverrideImport,
    import_view,
)
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.resources.schedules import keys

#: Events that repeat are imported so far ahead; import again to go on.
HORIZON = timedelta(days=366)


@frozen
class OverrideImports:
    """/schedules/{schedule}/override-imports"""

    transactions: Transactions
    import_overrides: ImportOverrides

    async def create(
        self, call: Call, schedule: ScheduleId, body: CalendarBody, filters: ImportOptions
    ) -> OverrideImport:
        """POST /schedules/{schedule}/override-imports"""
        zone, window = await self.transactions.run(lambda work: _question(work, schedule))
        # Outside any transaction: a calendar takes its time to expand.
        found = await expand(body.text.encode(), zone, window)

        async def write(work: Work) -> OverrideImport:
            directory = await work.directory()
            matched = match_people(directory.users.values(), found)
            if not filters.skip_unmatched:
                refuse_unmatched(matched)
            made = await self.import_overrides(
                work,
                schedule,
                matched,
                by=call.actor,
                dry_run=filters.dry_run,
                expected_version=call.expected_version,
            )
            return import_view(made, matched, keys(directory))

        return await self.transactions.run(write, request_id=call.request_id)


async def _question(work: Work, schedule: ScheduleId) -> tuple[str, Interval]:
    found = (await work.directory()).schedules.get(schedule)
    if found is None:
        raise ScheduleNotFoundError
    return found.time_zone, import_window(work.now)


def import_window(now: datetime) -> Interval:
    """Return the time of which occurrences are imported."""
    return Interval(now, now + HORIZON)
