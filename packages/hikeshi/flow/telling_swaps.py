"""Whom a step of a swap is told to: the other side, never the one who took it."""

from collections.abc import Iterator, Sequence

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import NoticeId, UserId
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.oncall.events import (
    SwapAccepted,
    SwapBroken,
    SwapDeclined,
    SwapEvent,
    SwapOffered,
    SwapWithdrawn,
)


async def tell_about_swaps(work: Work, events: Sequence[SwapEvent]) -> None:
    """Plan a notice for each person on the other side; of what is over nobody is told."""
    directory = await work.directory()
    await work.notices.add_many(
        [
            _notice(work, event, user_id, topic, _name(directory, who), directory)
            for event in events
            if event.end > work.now
            for user_id, topic, who in _told(event)
            if user_id != event.by.id
        ]
    )


def _told(event: SwapEvent) -> Iterator[tuple[UserId, Topic, UserId]]:
    """Return who is told what, and about whom."""
    others = {found for found in (event.asked_id, event.taker_id) if found is not None}
    if isinstance(event, SwapOffered) and event.asked_id is not None:
        yield event.asked_id, Topic.SWAP_ASKED, event.giver_id
    elif isinstance(event, SwapAccepted) and event.taker_id is not None:
        yield event.giver_id, Topic.SWAP_ACCEPTED, event.taker_id
    elif isinstance(event, SwapDeclined) and event.asked_id is not None:
        yield event.giver_id, Topic.SWAP_DECLINED, event.asked_id
    elif isinstance(event, SwapWithdrawn):
        yield from ((found, Topic.SWAP_WITHDRAWN, event.giver_id) for found in sorted(others))
    elif isinstance(event, SwapBroken):
        involved = sorted({event.giver_id, *others})
        yield from ((found, Topic.SWAP_BROKEN, event.giver_id) for found in involved)


def _notice(
    work: Work, event: SwapEvent, user_id: UserId, topic: Topic, who: str, directory: Directory
) -> Notice:
    schedule = directory.schedules.get(event.schedule_id)
    return Notice(
        id=NoticeId(work.ids()),
        user_id=user_id,
        topic=topic,
        subject=str(event.id),
        facts={
            "who": who,
            "schedule": schedule.name or schedule.key if schedule is not None else "",
            **({"schedule_id": str(event.schedule_id)} if schedule is not None else {}),
            "start": rfc3339(event.start),
            "end": rfc3339(event.end),
        },
        created_at=work.now,
        due_at=work.now,
        expires_at=event.end,
    )


def _name(directory: Directory, user_id: UserId) -> str:
    user = directory.users.get(user_id)
    return user.name if user is not None else ""
