"""Calendars elsewhere that are read: what a reader has to know, and what follows from one."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.authorization import GLOBAL_GRANTS, Permission
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import HolidaySetId, NoticeId, UserId
from hikeshi.kernel.time_zones import time_zone
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.oncall.events import CalendarFailing, HolidaysRead
from hikeshi.oncall.use_cases.claim_calendars import ClaimCalendars, ClaimedCalendar
from hikeshi.oncall.use_cases.unsubscribe_calendar import UnsubscribeCalendar
from hikeshi.teams.events import ObjectDeleted
from hikeshi.teams.use_cases.edit_holiday_set import EditHolidaySet

#: So long somebody may still want to know that a calendar cannot be read.
_WORTH_KNOWING = timedelta(days=7)


@frozen(kw_only=True)
class BegunReading:
    """A calendar whose reading began, and what its events are read by.

    Args:
        zone: The person's own; of holidays UTC.
        until: The last day wanted of holidays; nothing = whatever there is.
    """

    claimed: ClaimedCalendar
    zone: ZoneInfo
    until: date | None = None


async def begin_readings(work: Work, claim: ClaimCalendars, limit: int) -> Sequence[BegunReading]:
    """Begin to read what is due; return it with what its events are read by."""
    claimed = await claim(work, limit)
    if not claimed:
        return ()
    directory = await work.directory()
    return [_begun(each, directory) for each in claimed]


def _begun(claimed: ClaimedCalendar, directory: Directory) -> BegunReading:
    calendar = claimed.calendar
    if calendar.user_id is not None:
        return BegunReading(claimed=claimed, zone=directory.zone_of(calendar.user_id))
    found = directory.holidays.get(calendar.holiday_set_id) if calendar.holiday_set_id else None
    until = None if found is None else found.until
    return BegunReading(claimed=claimed, zone=time_zone("UTC"), until=until)


async def take_over_holidays(work: Work, events: Sequence[HolidaysRead]) -> None:
    """Let sets of holidays hold the days their calendars say."""
    directory = await work.directory()
    for event in events:
        found = event.holiday_set_id
        if found is not None and found in directory.holidays:
            days = tuple(map(date.fromisoformat, event.dates))
            told = partial(evolve, source=event.name, dates=days)
            await EditHolidaySet()(work, found, told, by=SYSTEM)


async def forget_calendars(work: Work, events: Sequence[ObjectDeleted]) -> None:
    """Read no more calendars of sets of holidays that are gone."""
    gone = [HolidaySetId(event.object_id) for event in events if event.kind == "holiday-set"]
    if not gone:
        return
    for calendar in await work.subscribed_calendars.list_about(gone):
        await UnsubscribeCalendar()(work, calendar.id, by=SYSTEM)


async def tell_about_calendars(work: Work, events: Sequence[CalendarFailing]) -> None:
    """Tell that a calendar cannot be read, once each time it begins to fail.

    Of somebody's absences they are told; of holidays, which are everybody's, whoever administers.
    """
    directory = await work.directory()
    await work.notices.add_many(
        [
            _failing(work, event, user_id)
            for event in events
            for user_id in ((event.user_id,) if event.user_id else administrators(directory))
        ]
    )


def administrators(directory: Directory) -> Sequence[UserId]:
    """Return who administers this installation, by id."""
    return sorted(
        user.id
        for user in directory.users.values()
        if user.active and Permission.ADMINISTER in GLOBAL_GRANTS[user.role]
    )


def _failing(work: Work, event: CalendarFailing, user_id: UserId) -> Notice:
    return Notice(
        id=NoticeId(work.ids()),
        user_id=user_id,
        topic=Topic.CALENDAR_FAILING if event.user_id else Topic.HOLIDAYS_FAILING,
        subject=f"{event.calendar_id} {rfc3339(event.failing_since)}",
        facts={
            "calendar": event.name,
            "reason": event.reason,
            "start": rfc3339(event.failing_since),
        },
        created_at=work.now,
        due_at=work.now,
        expires_at=work.now + _WORTH_KNOWING,
    )
