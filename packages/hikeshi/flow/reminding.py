"""Whom a coming shift is announced to, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import NoticeId, ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.oncall import Schedule
from hikeshi.oncall.model.beginning import beginning_shifts, begins, end_of_shift
from hikeshi.oncall.model.extent import TooManyPiecesError
from hikeshi.oncall.model.shift import Shift

#: Shifts are looked for at least so often.
LOOK_AGAIN = timedelta(minutes=10)
MOVED = "the shift was moved or removed"
UNWANTED = "the person does not want it"


async def remind_of_shifts(work: Work) -> datetime:
    """Plan the reminders whose time has come; return when the next comes, at most `LOOK_AGAIN`.

    A shift that becomes known later than a person's lead is announced at once, by the shortest
    lead that has passed. A reminder is named by schedule, begin and lead: planning it again plans
    nothing, whoever does it.
    """
    directory, look_again = await work.directory(), work.now + LOOK_AGAIN
    due: list[Notice] = []
    for schedule, shift in _coming(directory, work.now):
        leads = directory.users[shift.user].notices.shift_reminders
        start = shift.interval.start
        passed = [lead for lead in leads if start - lead <= work.now]
        if passed:
            due.append(_reminder(work, schedule, shift, min(passed)))
        ahead = (start - lead for lead in leads if start - lead > work.now)
        look_again = min(look_again, *ahead, look_again)
    await work.notices.add_many(due)
    return look_again


def reminder_is_void(notice: Notice, directory: Directory) -> str | None:
    """Return why a reminder is not sent any more; nothing while it is wanted."""
    lead = timedelta(seconds=notice.facts["lead_seconds"])
    if lead not in directory.users[notice.user_id].notices.shift_reminders:
        return UNWANTED
    schedule = directory.schedules.get(ScheduleId(UUID(notice.facts["schedule_id"])))
    start = datetime.fromisoformat(notice.facts["start"])
    if schedule is None or not begins(schedule, notice.user_id, start):
        return MOVED
    return None


def _coming(directory: Directory, now: datetime) -> Iterator[tuple[Schedule, Shift]]:
    """Yield the shifts somebody may have to be told about before the next look."""
    longest = {
        user.id: user.notices.shift_reminders[0]
        for user in directory.users.values()
        if user.active and user.notices.shift_reminders
    }
    if not longest:
        return
    ahead = Interval(now, now + max(longest.values()) + LOOK_AGAIN)
    for schedule in directory.schedules.values():
        for shift in _beginning(schedule, ahead):
            if shift.user in longest:
                yield schedule, shift


def _beginning(schedule: Schedule, ahead: Interval) -> tuple[Shift, ...]:
    try:
        return beginning_shifts(schedule, ahead)
    except TooManyPiecesError:
        return ()  # nobody wants to be reminded of thousands of shifts


def _end(schedule: Schedule, user: UserId, start: datetime, known: datetime) -> datetime:
    try:
        return end_of_shift(schedule, user, start)
    except TooManyPiecesError:
        return known


def _reminder(work: Work, schedule: Schedule, shift: Shift, lead: timedelta) -> Notice:
    start, seconds = shift.interval.start, int(lead.total_seconds())
    return Notice(
        id=NoticeId(work.ids()),
        user_id=shift.user,
        topic=Topic.SHIFT_REMINDER,
        subject=f"{schedule.id}:{rfc3339(start)}:{seconds}",
        facts={
            "schedule": schedule.name or schedule.key,
            "schedule_id": str(schedule.id),
            "start": rfc3339(start),
            "end": rfc3339(_end(schedule, shift.user, start, shift.interval.end)),
            "lead_seconds": seconds,
        },
        created_at=work.now,
        due_at=work.now,
        expires_at=start,
    )
