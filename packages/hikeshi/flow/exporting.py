"""Past alerts as lines a backtest replays: what fired, who acknowledged, when it was over."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.queries import AlertFilters, AlertQueries
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Transactions
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.paging import PageRequest

PAGE = 200
Line = dict[str, Any]
_OLDEST_FIRST = "first_seen_at"
#: Alerts are listed by identity, which is made by clocks of several machines.
_SLACK = timedelta(minutes=1)


async def export_alerts(
    queries: AlertQueries,
    transactions: Transactions,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> AsyncIterator[Line]:
    """Yield every event of the alerts first seen between two instants, in order of time.

    Repetitions of a trigger are not kept one by one: an alert fires once, at its worst severity.
    Of several acknowledgements of an incident the last one is known.

    Args:
        queries: Lists alerts, page by page.
        transactions: Opens the works in which incidents and names are read.
        since: Alerts first seen before are left out.
        until: Alerts first seen from then on are left out.
    """
    waiting: list[tuple[datetime, int, Line]] = []
    count = 0
    async for alert, happened in _alerts(queries, transactions):
        if until is not None and alert.first_seen_at >= until:
            break
        if since is not None and alert.first_seen_at < since:
            continue
        while waiting and waiting[0][0] < alert.first_seen_at - _SLACK:
            yield heappop(waiting)[2]
        for at, line in happened:
            count += 1
            heappush(waiting, (at, count, line))
    while waiting:
        yield heappop(waiting)[2]


async def _alerts(
    queries: AlertQueries, transactions: Transactions
) -> AsyncIterator[tuple[Alert, list[tuple[datetime, Line]]]]:
    directory = await transactions.run(lambda work: work.directory())
    cursor: str | None = None
    while True:
        request = PageRequest(limit=PAGE, cursor=cursor, sort=_OLDEST_FIRST)
        page = await queries.list_page(request, AlertFilters())
        incidents = await _incidents(transactions, page.items)
        for alert in page.items:
            yield alert, list(_events(alert, incidents.get(alert.incident_id), directory))
        cursor = page.next_cursor
        if cursor is None:
            return


async def _incidents(
    transactions: Transactions, alerts: Iterable[Alert]
) -> Mapping[IncidentId, Incident]:
    wanted = {alert.incident_id for alert in alerts}
    return await transactions.run(lambda work: work.incidents.get_many(wanted))


def _events(
    alert: Alert, incident: Incident | None, directory: Directory
) -> Iterator[tuple[datetime, Line]]:
    """Yield that it fired, an acknowledgement of its incident, and its end."""
    about = _about(alert, directory)
    first = alert.first_seen_at
    yield (
        first,
        {
            "at": rfc3339(first),
            "action": "trigger",
            **about,
            "severity": alert.severity.value,
            "title": alert.title,
            "labels": dict(alert.labels),
        },
    )
    if incident is not None and incident.acknowledged_at is not None:
        taken_at = max(incident.acknowledged_at, first)
        by = directory.users.get(incident.acknowledged_by) if incident.acknowledged_by else None
        who = {} if by is None else {"by": by.key}
        yield taken_at, {"at": rfc3339(taken_at), "action": "acknowledge", **about, **who}
    if alert.resolved_at is not None:
        over_at = max(alert.resolved_at, first)
        yield over_at, {"at": rfc3339(over_at), "action": "resolve", **about}


def _about(alert: Alert, directory: Directory) -> dict[str, str]:
    sender = directory.integrations.get(alert.integration_id)
    service = None if alert.service_id is None else directory.services.get(alert.service_id)
    named = {"integration": sender.name if sender is not None else str(alert.integration_id)}
    if service is not None:
        named["service"] = service.key
    return {**named, "dedup_key": alert.dedup_key}
