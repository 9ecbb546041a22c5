"""/schedules, their overrides, shifts and gaps, and /on-call"""

from collections.abc import Mapping
from uuid import UUID

from attrs import field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.duty import schedule_conflicts, schedule_warnings
from hikeshi.flow.knowing import known_schedule, known_schedules
from hikeshi.flow.queries.configuration import list_schedules
from hikeshi.flow.usages import refuse_if_used, uses_of_schedule
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall.queries import (
    GapView,
    LayerView,
    OnCallView,
    ScheduleFilters,
    ScheduleView,
    ShiftView,
    gap_views,
    known_gap_views,
    known_on_call_view,
    known_shift_views,
    layer_views,
    on_call_view,
    shift_views,
)
from hikeshi.oncall.use_cases.create_schedule import CreateSchedule
from hikeshi.oncall.use_cases.delete_schedule import DeleteSchedule
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule
from hikeshi_server.inbound.http.api.bodies.previews import (
    Preview,
    PreviewBody,
    preview_of,
    saved_from,
)
from hikeshi_server.inbound.http.api.bodies.schedules import (
    KnownSpanFilters,
    OnCallFilters,
    SavedSchedule,
    ScheduleBody,
    ScheduleDetail,
    SpanFilters,
    body_of,
    changes_of,
    draft_of,
    saved_schedule,
    schedule_detail,
)
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[ScheduleBody] | Whole[ScheduleBody]


@frozen
class Schedules:
    """/schedules"""

    create_schedule: CreateSchedule = field(factory=CreateSchedule)
    edit_schedule: EditSchedule = field(factory=EditSchedule)
    delete_schedule: DeleteSchedule = field(factory=DeleteSchedule)

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: ScheduleFilters
    ) -> PageOf[ScheduleView]:
        """GET /schedules"""
        del call
        return list_schedules(await work.directory(), page, filters)

    async def read(self, work: Work, call: Call, schedule: ScheduleId) -> ScheduleDetail:
        """GET /schedules/{schedule}"""
        del call
        directory = await work.directory()
        return schedule_detail(directory.schedules[schedule], keys(directory))

    async def create(self, work: Work, call: Call, body: ScheduleBody) -> SavedSchedule:
        """POST /schedules"""
        directory = await work.directory()
        draft = draft_of(body, user_ids(directory))
        made = await self.create_schedule(work, draft, by=call.actor)
        return saved_schedule(made, keys(directory), await schedule_warnings(work, made))

    async def edit(
        self, work: Work, call: Call, schedule: ScheduleId, body: MergePatch[ScheduleBody]
    ) -> SavedSchedule:
        """PATCH /schedules/{schedule}"""
        return await self._change(work, call, schedule, body)

    async def replace(
        self, work: Work, call: Call, schedule: ScheduleId, body: Whole[ScheduleBody]
    ) -> SavedSchedule:
        """PUT /schedules/{schedule}"""
        return await self._change(work, call, schedule, body)

    async def remove(self, work: Work, call: Call, schedule: ScheduleId) -> None:
        """DELETE /schedules/{schedule}"""
        directory = await work.directory()
        await self.delete_schedule(
            work, schedule, by=call.actor, expected_version=call.expected_version
        )
        name = f"Schedule {directory.schedules[schedule].key}"
        refuse_if_used(name, uses_of_schedule(directory, schedule))

    async def preview(self, work: Work, call: Call, body: PreviewBody) -> Preview:
        """POST /schedules/preview"""
        directory = await work.directory()
        before = directory.schedules[body.id] if body.id is not None else None
        require(call.actor, Permission.READ, before.team_id if before is not None else None)
        after = saved_from(
            body, before, work.now, user_ids(directory), nowhere=ScheduleId(work.ids())
        )
        interval = body.interval(work.now)
        against = await schedule_conflicts(work, after, interval)
        return preview_of(before, after, interval, against)

    async def _change(
        self, work: Work, call: Call, schedule: ScheduleId, body: Change
    ) -> SavedSchedule:
        directory = await work.directory()
        found, names = directory.schedules[schedule], keys(directory)
        before = body_of(found, names)
        after = body.onto(schedule_detail(found, names))(before)
        edited = await self.edit_schedule(
            work,
            schedule,
            changes_of(before, after, user_ids(directory)),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return saved_schedule(edited, names, await schedule_warnings(work, edited))


@frozen
class OnCall:
    """/on-call, and what a schedule answers"""

    async def on_call(self, work: Work, call: Call, filters: OnCallFilters) -> PageOf[OnCallView]:
        """GET /on-call"""
        del call
        schedules = (await work.directory()).schedules.values()
        at = filters.at or work.now
        if filters.known_at is not None:
            known = await known_schedules(work, schedules, filters.known_at)
            return PageOf(tuple(known_on_call_view(each, at) for each in known))
        ordered = sorted(schedules, key=lambda schedule: schedule.key)
        return PageOf(tuple(on_call_view(schedule, at) for schedule in ordered))

    async def shifts(
        self, work: Work, call: Call, schedule: ScheduleId, filters: KnownSpanFilters
    ) -> PageOf[ShiftView]:
        """GET /schedules/{schedule}/shifts"""
        del call
        found = (await work.directory()).schedules[schedule]
        if filters.known_at is not None:
            known = await known_schedule(work, found, filters.known_at)
            return PageOf(known_shift_views(known, filters.interval(work.now)))
        return PageOf(shift_views(found, filters.interval(work.now)))

    async def layers(
        self, work: Work, call: Call, schedule: ScheduleId, filters: SpanFilters
    ) -> PageOf[LayerView]:
        """GET /schedules/{schedule}/layers"""
        del call
        found = (await work.directory()).schedules[schedule]
        return PageOf(layer_views(found, filters.interval(work.now)))

    async def gaps(
        self, work: Work, call: Call, schedule: ScheduleId, filters: KnownSpanFilters
    ) -> PageOf[GapView]:
        """GET /schedules/{schedule}/gaps"""
        del call
        found = (await work.directory()).schedules[schedule]
        if filters.known_at is not None:
            known = await known_schedule(work, found, filters.known_at)
            return PageOf(known_gap_views(known, filters.interval(work.now)))
        return PageOf(gap_views(found, filters.interval(work.now)))


def user_ids(directory: Directory) -> Mapping[str, UserId]:
    """Return everybody by key."""
    return {user.key: user.id for user in directory.users.values()}


def keys(directory: Directory) -> Mapping[UUID, str]:
    """Return the keys of people and teams."""
    people: dict[UUID, str] = {user.id: user.key for user in directory.users.values()}
    return people | {team.id: team.key for team in directory.teams.values()}
