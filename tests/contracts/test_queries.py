"""Lists answer the same from memory and from PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import frozen

from hikeshi.alerts.model.alert import AlertStatus
from hikeshi.alerts.model.refused_key import RefusedKey, hint_of
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.alerts.queries import (
    AlertFilters,
    AlertQueries,
    RefusedKeyFilters,
    UnreadableSignalFilters,
)
from hikeshi.audit.queries import AuditEntryFilters, AuditQueries
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.events import NoteAdded
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.queries import IncidentFilters, IncidentQueries, TimelineFilters
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ContactMethodId, IncidentId, UserId
from hikeshi.kernel.paging import PageRequest
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.memory.queries import (
    InMemoryAlertQueries,
    InMemoryAuditQueries,
    InMemoryIncidentQueries,
    InMemoryNotificationQueries,
)
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi.notifications.model.notice import Topic
from hikeshi.notifications.model.notification import Notification, NotificationStatus, Purpose
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.queries import (
    DeadLetterFilters,
    MeasuredMethod,
    NoticeFilters,
    NotificationFilters,
    NotificationQueries,
    notice_view,
)
from hikeshi.testing.builders import START, a_notice, a_notification, an_alert, an_incident, new_id
from hikeshi_server.outbound.postgres.queries.alerts import PostgresAlertQueries
from hikeshi_server.outbound.postgres.queries.audit import (
    PostgresAuditQueries,
)
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.notifications import PostgresNotificationQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader

ANA, BEN = UserId(new_id()), UserId(new_id())
BY_ANA = Actor(ActorKind.USER, ANA)


@frozen
class Queries:
    """Works, and what lists the same things."""

    transactions: Transactions
    incidents: IncidentQueries
    alerts: AlertQueries
    notifications: NotificationQueries
    audit: AuditQueries


@pytest.fixture
def queries(transactions: Any) -> Queries:
    """The queries of either kind."""
    if isinstance(transactions, InMemoryTransactions):
        store = transactions.store
        return Queries(
            transactions,
            InMemoryIncidentQueries(store),
            InMemoryAlertQueries(store),
            InMemoryNotificationQueries(store),
            InMemoryAuditQueries(store),
        )
    reader = Reader(transactions.engine)
    return Queries(
        transactions,
        PostgresIncidentQueries(reader),
        PostgresAlertQueries(reader),
        PostgresNotificationQueries(reader),
        PostgresAuditQueries(reader),
    )


async def every(read: Any, filters: Any, sort: str | None = None) -> list[Any]:
    """Return all rows of a list, two by two."""
    found: list[Any] = []
    cursor = None
    while True:
        page = await read(PageRequest(limit=2, cursor=cursor, sort=sort), filters)
        assert len(page.items) <= 2
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


SEVERITIES = [Severity.SEV3, Severity.SEV1, Severity.SEV3, Severity.SEV2, Severity.SEV1]


@pytest.fixture
async def incidents(queries: Queries) -> list[Any]:
    """Five incidents of different severities; the first is Ana's, the last is over."""
    made = [
        an_incident(number=number, severity=severity, labels={"n": str(number)})
        for number, severity in enumerate(SEVERITIES, start=1)
    ]
    made[0] = an_incident(
        number=1, severity=SEVERITIES[0], assignee_ids=(ANA, BEN), urgency=Urgency.LOW
    )
    made[4] = an_incident(number=5, severity=SEVERITIES[4], status=IncidentStatus.RESOLVED)
    made.sort(key=lambda incident: incident.id)
    await queries.transactions.run(lambda work: work.incidents.add_many(made))
    return made


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("created_at", lambda row: row.id),
        ("-created_at", lambda row: -row.id.int),
        ("severity", lambda row: (row.severity, row.id)),
        ("-severity", lambda row: (-int(row.severity[3:]), -row.id.int)),
    ],
)
async def test_incidents_come_in_every_order(
    queries: Queries, incidents: list[Any], sort: str, key: Any
) -> None:
    """All pages together are all incidents in the order asked for."""
    found = await every(queries.incidents.list_page, IncidentFilters(), sort)

    assert [row.id for row in found] == [row.id for row in sorted(incidents, key=key)]


def filters() -> Iterator[Any]:
    """Yield filters and how many incidents pass each."""
    status = IncidentStatus
    yield IncidentFilters(status=(status.RESOLVED,)), 1
    yield IncidentFilters(status=(status.TRIGGERED, status.RESOLVED)), 5
    yield IncidentFilters(severity=(Severity.SEV1, Severity.SEV2)), 3
    yield IncidentFilters(urgency=Urgency.LOW), 1
    yield IncidentFilters(assignee_id=ANA), 1
    yield IncidentFilters(assignee_id=UserId(new_id())), 0
    yield IncidentFilters(severity=(Severity.SEV3,), assignee_id=BEN), 1


@pytest.mark.parametrize(("wanted", "count"), list(filters()))
async def test_incidents_are_filtered(
    queries: Queries, incidents: list[Any], wanted: IncidentFilters, count: int
) -> None:
    """Each filter lets through what it names, also across pages and beside others."""
    del incidents

    for sort in IncidentFilters.SORTS:
        assert len(await every(queries.incidents.list_page, wanted, sort)) == count


async def test_whose_incident_it_no_longer_is(queries: Queries, incidents: list[Any]) -> None:
    """Somebody it was taken from does not find it among their own."""
    first = next(row for row in incidents if row.number == 1)
    given = an_incident(id=first.id, number=1, assignee_ids=(BEN,))
    await queries.transactions.run(lambda work: work.incidents.save_many([(first, given)]))

    assert await every(queries.incidents.list_page, IncidentFilters(assignee_id=ANA)) == []
    assert len(await every(queries.incidents.list_page, IncidentFilters(assignee_id=BEN))) == 1


async def test_timelines_and_the_journal(queries: Queries, incidents: list[Any]) -> None:
    """What happened is listed for its incident and in the journal, forwards and backwards."""
    about, other = incidents[0].id, incidents[1].id

    async def note(work: Work) -> None:
        for text, incident_id in [("a", about), ("x", other), ("b", about), ("c", about)]:
            work.record(
                NoteAdded(id=work.ids(), at=work.now, by=BY_ANA, incident_id=incident_id, text=text)
            )

    await queries.transactions.run(note, request_id="r")

    async def timeline(page: PageRequest, wanted: TimelineFilters) -> Any:
        return await queries.incidents.timeline_page(about, page, wanted)

    entries = await every(timeline, TimelineFilters(), "-at")
    journal = await every(queries.audit.list_page, AuditEntryFilters(object_id=about), "at")

    assert [entry.facts for entry in entries] == [{"text": text} for text in "cba"]
    assert [entry.facts["text"] for entry in journal] == list("abc")
    assert {(entry.actor_id, entry.request_id) for entry in journal} == {(ANA, "r")}
    assert await every(timeline, TimelineFilters(kind="none")) == []
    assert len(await every(queries.audit.list_page, AuditEntryFilters(actor_id=ANA))) == 4
    assert await every(queries.audit.list_page, AuditEntryFilters(type="none")) == []


async def test_alerts_are_listed_without_their_payload(queries: Queries) -> None:
    """Alerts are filtered by what they belong to; the payload is read with the alert alone."""
    incident = IncidentId(new_id())
    made = [an_alert(incident_id=incident, dedup_key=key, payload={"a": 1}) for key in "abc"]
    made.append(an_alert(dedup_key="z", severity=Severity.SEV5))
    over = an_alert(incident_id=incident, dedup_key="d").resolved(START)

    async def add(work: Work) -> None:
        await work.alerts.lock_identities([alert.identity for alert in [*made, over]])
        await work.alerts.add_many([*made, over])

    await queries.transactions.run(add)
    read = queries.alerts.list_page
    found = await every(read, AlertFilters(incident_id=incident))

    assert sorted(alert.dedup_key for alert in found) == list("abcd")
    assert {alert.payload for alert in found} == {None}
    assert len(await every(read, AlertFilters(status=AlertStatus.FIRING))) == 4
    assert len(await every(read, AlertFilters(severity=(Severity.SEV5,)))) == 1
    assert len(await every(read, AlertFilters(dedup_key="a"))) == 1
    identities = await queries.alerts.identities_of(incident)
    assert set(identities) == {alert.identity for alert in [*made[:3], over]}


async def test_unreadable_signals_show_what_came(queries: Queries) -> None:
    """Bytes that are no text are shown as far as they are."""
    sender = an_alert().integration_id
    signal = UnreadableSignal(
        id=new_id(), integration_id=sender, received_at=START, body=b"{\xff", reason="no JSON"
    )
    await queries.transactions.run(lambda work: work.unreadable_signals.add_many([signal]))
    (found,) = await every(queries.alerts.unreadable_page, UnreadableSignalFilters())

    assert (found.body, found.reason) == ("{\ufffd", "no JSON")


async def test_refused_keys_show_enough_to_find_their_sender(queries: Queries) -> None:
    """Operators see where a key nobody has came from and its first characters, no digest."""
    key = RefusedKey(
        id=new_id(),
        digest=b"d" * 32,
        hint=hint_of("abcd" + "x" * 28),
        length=32,
        door="/v2/enqueue",
        address="192.0.2.7",
        times=3,
        first_seen_at=START,
        last_seen_at=START,
    )
    await queries.transactions.run(lambda work: work.refused_keys.add_many([key]))
    (found,) = await every(queries.alerts.refused_keys_page, RefusedKeyFilters())

    assert (found.hint, found.door, found.times) == ("abcd", "/v2/enqueue", 3)
    assert not hasattr(found, "digest")


async def test_notifications_and_dead_letters(queries: Queries) -> None:
    """Notifications are filtered; those that never reached their person are dead letters."""
    incident = IncidentId(new_id())
    pending = a_notification(incident_id=incident, user_id=ANA)
    sent = a_notification(status=NotificationStatus.SENT, outcome=Outcome.ACCEPTED, user_id=ANA)
    refused = a_notification(status=NotificationStatus.FAILED, outcome=Outcome.PERMANENT)
    late = a_notification(
        status=NotificationStatus.EXPIRED, outcome=Outcome.EXPIRED, reason="deadline", user_id=BEN
    )
    unwanted = a_notification(
        status=NotificationStatus.EXPIRED, outcome=Outcome.EXPIRED, reason="acknowledged"
    )
    discarded = a_notification(
        status=NotificationStatus.FAILED, outcome=Outcome.PERMANENT, discarded_at=START
    )
    made = [pending, sent, refused, late, unwanted, discarded]
    await queries.transactions.run(lambda work: work.notifications.add_many(made))
    read, dead = queries.notifications.list_page, queries.notifications.dead_letters_page

    assert await every(read, NotificationFilters(incident_id=incident)) == [pending]
    assert await every(read, NotificationFilters(user_id=ANA), "created_at") == [pending, sent]
    wanted = NotificationFilters(status=(NotificationStatus.SENT, NotificationStatus.FAILED))
    assert await every(read, wanted) == [discarded, refused, sent]
    assert await every(dead, DeadLetterFilters(), "created_at") == [refused, late]
    assert await every(dead, DeadLetterFilters(user_id=BEN)) == [late]
    wanted = DeadLetterFilters(reason="DEAD", outcome=Outcome.EXPIRED, kind=late.kind)
    assert await every(dead, wanted) == [late]
    assert await every(dead, DeadLetterFilters(kind="pigeon")) == []
    at = late.created_at
    assert late in await every(dead, DeadLetterFilters(since=at))
    assert late not in await every(dead, DeadLetterFilters(until=at))


async def test_notices_are_listed_without_their_codes(queries: Queries) -> None:
    """They are filtered by person, topic and status; what is read shows no secret."""
    code = a_notice(user_id=ANA, topic=Topic.VERIFICATION_CODE, code="042137")
    sent = a_notice(user_id=ANA, status=NotificationStatus.SENT, outcome=Outcome.ACCEPTED)
    other = a_notice(user_id=BEN)
    await queries.transactions.run(lambda work: work.notices.add_many([code, sent, other]))
    read = queries.notifications.notices_page

    assert await every(read, NoticeFilters(user_id=ANA), "created_at") == [
        notice_view(code),
        notice_view(sent),
    ]
    wanted = NoticeFilters(topic=(Topic.VERIFICATION_CODE, Topic.SWAP_BROKEN))
    assert [row.id for row in await every(read, wanted)] == [code.id]
    done = NoticeFilters(status=(NotificationStatus.SENT,))
    assert [row.id for row in await every(read, done)] == [sent.id]
    assert "042137" not in repr(notice_view(code))


async def test_a_cursor_of_another_list_is_refused(queries: Queries, incidents: list[Any]) -> None:
    """A cursor goes with its sort and its filters."""
    del incidents
    page = await queries.incidents.list_page(PageRequest(limit=1), IncidentFilters())

    with pytest.raises(InvalidError):
        await queries.incidents.list_page(
            PageRequest(limit=1, cursor=page.next_cursor, sort="severity"), IncidentFilters()
        )


async def test_methods_are_measured_by_what_pages_showed(queries: Queries) -> None:
    """Counts, the last of each kind, the last failure, and how soon nineteen of twenty left."""
    phone, mail, unused = (ContactMethodId(new_id()) for _ in range(3))

    def a_page(method: ContactMethodId, minute: int, **facts: Any) -> Notification:
        planned = START + timedelta(minutes=minute)
        moved = {"planned_at": planned, "due_at": planned, "contact_method_id": method}
        return a_notification(**{**moved, **facts})

    def sent(minute: int, seconds: int, outcome: Outcome) -> Notification:
        at = START + timedelta(minutes=minute, seconds=seconds)
        facts: dict[str, Any] = {"status": NotificationStatus.SENT, "sent_at": at}
        return a_page(phone, minute, outcome=outcome, **facts)

    failed = {"status": NotificationStatus.FAILED, "outcome": Outcome.PERMANENT}
    pages = [
        *(sent(minute, 2, Outcome.DELIVERED) for minute in range(19)),
        sent(19, 40, Outcome.ACCEPTED),
        a_page(mail, 3, reason="no such mailbox", **failed),
        a_page(mail, 1, reason="full", **failed),
        a_page(mail, 4, purpose=Purpose.RESOLVED, **failed),
        a_page(unused, 5),
    ]
    await queries.transactions.run(lambda work: work.notifications.add_many(pages))

    found = await queries.notifications.measured([phone, mail, unused], START - timedelta(days=1))

    assert found == {
        phone: MeasuredMethod(
            contact_method_id=phone,
            sent=20,
            last_sent_at=START + timedelta(minutes=19, seconds=40),
            last_delivered_at=START + timedelta(minutes=18, seconds=2),
            p95=timedelta(seconds=2),
        ),
        mail: MeasuredMethod(
            contact_method_id=mail,
            failed=2,
            last_failed_at=START + timedelta(minutes=3),
            last_failure="no such mailbox",
        ),
    }
    later = datetime.now(UTC) + timedelta(days=1)
    assert await queries.notifications.measured([phone], later) == {}
