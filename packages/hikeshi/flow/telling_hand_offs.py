"""Whom a hand-off is told to, with the incidents that are open then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.reminding import LOOK_AGAIN, UNWANTED
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.queries import IncidentView
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import NoticeId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.oncall import Schedule
from hikeshi.oncall.model.extent import TooManyPiecesError
from hikeshi.oncall.model.hand_off import HandOff, hand_offs

#: A hand-off that nobody could be told of for longer is not told any more.
TOLD_WITHIN = timedelta(hours=1)
#: So many open incidents a summary names; the others it counts.
MOST_NAMED = 20


@frozen(kw_only=True)
class Handed:
    """A schedule that has changed hands, and what was open then.

    Args:
        open_incidents: The worst first.
    """

    schedule: Schedule
    hand_off: HandOff
    open_incidents: Sequence[IncidentView] = ()


def handed_over(
    schedule: Schedule, since: datetime, now: datetime
) -> tuple[Sequence[Handed], datetime]:
    """Return how it changed hands since then, and when to look again, at most `LOOK_AGAIN`."""
    found = _hand_offs(schedule, Interval(since, now + LOOK_AGAIN))
    handed = [Handed(schedule=schedule, hand_off=each) for each in found if each.at <= now]
    coming = (each.at for each in found if each.at > now)
    return handed, next(coming, now + LOOK_AGAIN)


async def tell_hand_offs(work: Work, handed: Sequence[Handed]) -> None:
    """Plan a summary for everybody concerned; planning it again plans nothing.

    Who comes is always told, who goes where something is open.
    """
    directory = await work.directory()
    await work.notices.add_many(
        [
            _summary(work, each, user_id, _facts(each, directory))
            for each in handed
            for user_id in _told(each)
            if directory.is_active(user_id) and directory.users[user_id].notices.hand_offs
        ]
    )


def summary_is_void(notice: Notice, directory: Directory) -> str | None:
    """Return why a summary is not sent any more; nothing while it is wanted."""
    return None if directory.users[notice.user_id].notices.hand_offs else UNWANTED


def _hand_offs(schedule: Schedule, interval: Interval) -> tuple[HandOff, ...]:
    try:
        return hand_offs(schedule, interval)
    except TooManyPiecesError:
        return ()


def _told(handed: Handed) -> Iterator[UserId]:
    yield from handed.hand_off.incoming
    if handed.open_incidents:
        yield from handed.hand_off.outgoing


def _facts(handed: Handed, directory: Directory) -> Mapping[str, Any]:
    schedule, found = handed.schedule, handed.open_incidents
    more = max(len(found) - MOST_NAMED, 0)
    return {
        "schedule": schedule.name or schedule.key,
        "schedule_id": str(schedule.id),
        "at": rfc3339(handed.hand_off.at),
        "outgoing": _names(directory, handed.hand_off.outgoing),
        "incoming": _names(directory, handed.hand_off.incoming),
        "open": len(found),
        "incidents": [_incident(each, directory) for each in found[:MOST_NAMED]],
        **({"more": more} if more else {}),
    }


def _incident(found: IncidentView, directory: Directory) -> Mapping[str, Any]:
    has_it = found.status is not IncidentStatus.TRIGGERED
    return {
        "id": str(found.id),
        "number": found.number,
        "title": found.title,
        "who": _names(directory, found.assignee_ids) if has_it else [],
    }


def _names(directory: Directory, people: Sequence[UserId]) -> list[str]:
    return [directory.users[each].name for each in people if each in directory.users]


def _summary(work: Work, handed: Handed, user_id: UserId, facts: Mapping[str, Any]) -> Notice:
    at = handed.hand_off.at
    return Notice(
        id=NoticeId(work.ids()),
        user_id=user_id,
        topic=Topic.HAND_OFF_SUMMARY,
        subject=f"{handed.schedule.id}:{rfc3339(at)}",
        facts=facts,
        created_at=work.now,
        due_at=work.now,
        expires_at=at + 2 * TOLD_WITHIN,
    )
