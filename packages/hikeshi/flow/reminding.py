"""Whom a coming shift is announced to, and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from attrs import evolve, frozen

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


@frozen
class Reminder:
    """A shift that is to be announced now.

    Args:
        shift: Whole, however far it reaches.
        lead: How long before it its person wanted to hear of it.
    """

    schedule: Schedule
    shift: Shift
    lead: timedelta


def due_reminders(
    schedule: Schedule, directory: Directory, now: datetime
) -> tuple[Sequence[Reminder], datetime]:
    """Return what is to be announced of a schedule, and when to look again.

    That is when the next lead comes, at most `LOOK_AGAIN` later. A shift that becomes known later
    than a person's lead is announced at once, by the shortest lead that has passed.
    """
    due, look_again = list[Reminder](), now + LOOK_AGAIN
    longest = directory.longest_reminder
    if longest is None:
        return due, look_again
    ahead = Interval(now, now + longest + LOOK_AGAIN)
    for shift in _beginning(schedule, ahead):
        start = shift.interval.start
        leads = _leads(directory, shift.user)
        passed = [lead for lead in leads if start - lead <= now]
        if passed:
            due.append(Reminder(schedule, _whole(schedule, shift, ahead), min(passed)))
        look_again = min(
            look_again, *(start - lead for lead in leads if start - lead > now), now + LOOK_AGAIN
        )
    return due, look_again


async def remind(work: Work, due: Sequence[Reminder]) -> None:
    """Plan reminders; named by schedule, begin and lead, one planned again plans nothing."""
    await work.notices.add_many([_notice(work, each) for each in due])


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


def _leads(directory: Directory, user_id: UserId) -> tuple[timedelta, ...]:
    return directory.users[user_id].notices.shift_reminders if directory.is_active(user_id) else ()


def _beginning(schedule: Schedule, ahead: Interval) -> tuple[Shift, ...]:
    try:
        return beginning_shifts(schedule, ahead)
    except TooManyPiecesError:
        return ()  # nobody wants to be reminded of thousands of shifts


def _whole(schedule: Schedule, shift: Shift, ahead: Interval) -> Shift:
    """Return the shift with its true end, where it reaches beyond what was looked at."""
    if shift.interval.end < ahead.end:
        return shift
    try:
        end = end_of_shift(schedule, shift.user, shift.interval.start)
    except TooManyPiecesError:
        return shift
    return evolve(shift, interval=Interval(shift.interval.start, end))


def _notice(work: Work, due: Reminder) -> Notice:
    start, seconds = due.shift.interval.start, int(due.lead.total_seconds())
    return Notice(
        id=NoticeId(work.ids()),
        user_id=due.shift.user,
        topic=Topic.SHIFT_REMINDER,
        subject=f"{due.schedule.id}:{rfc3339(start)}:{seconds}",
        facts={
            "schedule": due.schedule.name or due.schedule.key,
            "schedule_id": str(due.schedule.id),
            "start": rfc3339(start),
            "end": rfc3339(due.shift.interval.end),
            "lead_seconds": seconds,
        },
        created_at=work.now,
        due_at=work.now,
        expires_at=start,
    )
