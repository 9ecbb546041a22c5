"""Schedules in PostgreSQL."""

from hikeshi.kernel.ids import ScheduleId
from hikeshi.oncall import Schedule
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.records import ScheduleRecord

SCHEDULES = Kind(
    record=ScheduleRecord,
    cls=Schedule,
    columns=lambda schedule, _: {"key": schedule.key, "team_id": schedule.team_id},
)


class PostgresScheduleRepository(PostgresDocuments[ScheduleId, Schedule], kind=SCHEDULES):
    """Keeps schedules, each whole: layers, overrides and revisions."""
