"""What the console reads is the same from memory and from PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.kernel.ids import DrillId
from hikeshi.kernel.severity import Severity
from hikeshi.memory.queries.console import InMemoryConsoleQueries
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi.testing.builders import START, an_incident, new_id
from hikeshi_server.inbound.console.ports import ConsoleQueries
from hikeshi_server.outbound.postgres.queries.console import PostgresConsoleQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.statements import counting
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions

TRIGGERED, ACKNOWLEDGED = IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED
MITIGATED, RESOLVED = IncidentStatus.MITIGATED, IncidentStatus.RESOLVED


@pytest.fixture
def queries_over() -> Callable[[Transactions], ConsoleQueries]:
    """The console's queries over the same rows as some works."""

    def queries(transactions: Transactions) -> ConsoleQueries:
        if isinstance(transactions, InMemoryTransactions):
            return InMemoryConsoleQueries(transactions.store)
        assert isinstance(transactions, PostgresTransactions)
        return PostgresConsoleQueries(Reader(transactions.engine))

    return queries


async def keep(transactions: Transactions, *incidents: Incident) -> None:
    """Write incidents."""
    await transactions.run(lambda work: work.incidents.add_many(incidents))


async def test_open_incidents_stand_in_the_order_of_need(
    transactions: Transactions, queries_over: Callable[[Transactions], ConsoleQueries]
) -> None:
    """Unanswered ones first, then the worst, then the oldest; no drill, nothing over."""
    given = (
        (5, TRIGGERED, Severity.SEV3),
        (1, ACKNOWLEDGED, Severity.SEV1),
        (2, RESOLVED, Severity.SEV1),
        (3, TRIGGERED, Severity.SEV1),
        (6, MITIGATED, Severity.SEV2),
        (4, TRIGGERED, Severity.SEV1),
        (7, IncidentStatus.CLOSED, Severity.SEV1),
    )
    await keep(
        transactions,
        *(an_incident(number=n, status=status, severity=worst) for n, status, worst in given),
        an_incident(number=8, severity=Severity.SEV1, drill_id=DrillId(new_id())),
    )
    queries = queries_over(transactions)

    found = await queries.open_incidents(10)

    assert [incident.number for incident in found] == [3, 4, 5, 1, 6]
    assert [incident.number for incident in await queries.open_incidents(2)] == [3, 4]


async def test_an_incident_is_found_by_its_number(
    transactions: Transactions, queries_over: Callable[[Transactions], ConsoleQueries]
) -> None:
    """With its escalation; without one of that number there is nothing."""
    escalation = Escalation(
        step=2, round=3, exhausted=True, next_step_at=START + timedelta(hours=1)
    )
    incident = an_incident(number=42, title="ディスク", escalation=escalation)
    await keep(transactions, incident, an_incident(number=43))
    queries = queries_over(transactions)

    found = await queries.incident_of_number(42)

    assert found is not None
    assert evolve(found, timers=()) == evolve(incident, timers=())
    assert await queries.incident_of_number(44) is None
    assert await queries.incident_of_number(2**31 - 1) is None


async def test_a_full_board_costs_as_much_as_an_empty_one(
    postgres_transactions: PostgresTransactions,
) -> None:
    """One statement, whether one incident is open or twenty."""
    queries = PostgresConsoleQueries(Reader(postgres_transactions.engine))
    for count in (1, 20):
        await keep(postgres_transactions, *(an_incident(number=count + n) for n in range(count)))
        with counting() as statements:
            await queries.open_incidents(100)
        assert statements.total == 1
