"""Whom it is told to that somebody has an incident now: the others it reached."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from hikeshi.flow.directory import Directory
from hikeshi.flow.reminding import UNWANTED
from hikeshi.flow.work import Work
from hikeshi.incidents.events import IncidentAcknowledged
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.ids import IncidentId, NoticeId, UserId
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.planning import THREADED_KINDS

#: Who has an incident is news for so long.
NEWS_FOR = timedelta(minutes=30)
#: So many incidents one message names; the others it counts.
MOST_NAMED = 20


async def tell_who_has_it(work: Work, events: Sequence[IncidentAcknowledged]) -> None:
    """Plan one notice for each of the others, however many incidents somebody took at once.

    The others are those an attempt to page was made at, and those who responded. Whose message
    about the incident changes in place sees it there.
    """
    taken = {event.incident_id: event for event in events if event.user_id is not None}
    if not taken:
        return
    directory = await work.directory()
    incidents = await work.incidents.get_many(taken)
    pages = _by_incident(await work.notifications.of_incidents(taken))
    told: dict[tuple[UserId, UserId], list[IncidentAcknowledged]] = defaultdict(list)
    for incident_id, event in taken.items():
        for user_id in _others(incidents[incident_id], pages.get(incident_id, ()), event):
            if event.user_id is not None and _wants(directory, user_id):
                told[user_id, event.user_id].append(event)
    await work.notices.add_many(
        [
            _notice(work, user_id, directory.users[holder].name, about, incidents)
            for (user_id, holder), about in told.items()
        ]
    )


def news_is_void(notice: Notice, directory: Directory) -> str | None:
    """Return why the news is not sent any more; nothing while it is wanted."""
    return None if _wants(directory, notice.user_id) else UNWANTED


def _wants(directory: Directory, user_id: UserId) -> bool:
    return directory.is_active(user_id) and directory.users[user_id].notices.taken


def _by_incident(pages: Sequence[Notification]) -> Mapping[IncidentId, Sequence[Notification]]:
    found: dict[IncidentId, list[Notification]] = defaultdict(list)
    for page in pages:
        if page.purpose is Purpose.PAGE and page.attempts:
            found[page.incident_id].append(page)
    return found


def _others(
    incident: Incident, pages: Sequence[Notification], event: IncidentAcknowledged
) -> Iterator[UserId]:
    sees_it = {page.user_id for page in pages if page.kind in THREADED_KINDS}
    people = dict.fromkeys((*(page.user_id for page in pages), *incident.responder_ids))
    for user_id in people:
        if user_id not in {event.user_id, event.by.id} and user_id not in sees_it:
            yield user_id


def _notice(
    work: Work,
    user_id: UserId,
    who: str,
    about: Sequence[IncidentAcknowledged],
    incidents: Mapping[IncidentId, Incident],
) -> Notice:
    found = [incidents[event.incident_id] for event in about]
    more = max(len(found) - MOST_NAMED, 0)
    return Notice(
        id=NoticeId(work.ids()),
        user_id=user_id,
        topic=Topic.INCIDENT_TAKEN,
        subject=str(about[0].id),
        facts={
            "who": who,
            "what": f"#{found[0].number} {found[0].title}",
            "incidents": [
                {"id": str(each.id), "number": each.number, "title": each.title}
                for each in found[:MOST_NAMED]
            ],
            **({"more": more} if more else {}),
        },
        created_at=work.now,
        due_at=work.now,
        expires_at=work.now + NEWS_FOR,
    )
