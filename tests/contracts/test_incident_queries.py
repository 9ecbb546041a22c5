"""What hand-offs and the ledger of load read answers the same from memory and from PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import frozen

from hikeshi.flow.records import tell, timeline_entries
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.events import PersonPaged
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.queries import IncidentQueries, PageFilters
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import EscalationPolicyId, EventId, TeamId, UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.memory.queries import InMemoryIncidentQueries
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi.testing.builders import START, an_incident, new_id
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader

ANA, BEN = UserId(new_id()), UserId(new_id())
BY_ANA = Actor(ActorKind.USER, ANA)


@frozen
class Incidents:
    """Works, and what lists the same incidents."""

    transactions: Transactions
    lists: IncidentQueries


@pytest.fixture
def queries(transactions: Any) -> Incidents:
    """The queries of either kind."""
    if isinstance(transactions, InMemoryTransactions):
        return Incidents(transactions, InMemoryIncidentQueries(transactions.store))
    return Incidents(transactions, PostgresIncidentQueries(Reader(transactions.engine)))


async def test_open_incidents_of_policies(queries: Incidents) -> None:
    """The worst first, then the oldest; those that are over or of other policies are left out."""
    ours, theirs = (EscalationPolicyId(new_id()) for _ in range(2))
    made = [
        an_incident(number=1, severity=Severity.SEV3, escalation_policy_id=ours),
        an_incident(number=2, severity=Severity.SEV1, escalation_policy_id=ours),
        an_incident(number=3, severity=Severity.SEV3, escalation_policy_id=ours),
        an_incident(number=4, escalation_policy_id=theirs),
        an_incident(number=5, escalation_policy_id=ours, status=IncidentStatus.RESOLVED),
    ]
    made.sort(key=lambda row: row.id)
    await queries.transactions.run(lambda work: work.incidents.add_many(made))

    found = await queries.lists.open_of_policies([ours], 10)

    assert [view.number for view in found] == [2, 1, 3]
    assert len(await queries.lists.open_of_policies([ours, theirs], 2)) == 2
    assert list(await queries.lists.open_of_policies([], 10)) == []


async def test_pages_are_counted_by_person_and_minute(queries: Incidents) -> None:
    """By team and by the way they came; other entries and other times do not count."""
    team_id, incident = TeamId(new_id()), an_incident(team_id=None)
    of_team = an_incident(team_id=team_id, number=2)

    def paged(of: Any, user_id: UserId, seconds: int, via: str = "user") -> PersonPaged:
        at = START + timedelta(seconds=seconds)
        return PersonPaged(
            id=EventId(new_id()), at=at, by=BY_ANA, incident_id=of.id, user_id=user_id,
            step=1, round=1, via=via, urgency=Urgency.HIGH, severity=Severity.SEV1,
        )  # fmt: skip

    async def write(work: Work) -> None:
        await work.incidents.add_many(sorted((incident, of_team), key=lambda row: row.id))
        events = [
            paged(incident, ANA, 0),
            paged(incident, ANA, 59),
            paged(of_team, ANA, 61, "schedule:primary"),
            paged(incident, BEN, 5),
            paged(incident, BEN, 3600),
        ]
        await work.timeline.append_many(timeline_entries(tell(events)))

    await queries.transactions.run(write)

    async def counted(**more: Any) -> list[tuple[Any, int, int]]:
        until = START + timedelta(hours=1)
        found = await queries.lists.count_pages(PageFilters(since=START, until=until, **more))
        return [(row.user_id, (row.at - START).seconds, row.count) for row in found]

    assert await counted() == [(ANA, 0, 2), (ANA, 61, 1), (BEN, 5, 1)]
    assert await counted(team_id=team_id) == [(ANA, 61, 1)]
    assert await counted(via="schedule:primary") == [(ANA, 61, 1)]
    assert await counted(via="schedule:other") == []
