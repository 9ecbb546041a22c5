"""Of many processes one announces."""

from tests.product.waiting import until

from hikeshi_server.outbound.postgres.leadership import PostgresLeadership


async def test_one_of_two_leads_until_it_leaves(postgres_url: str) -> None:
    """The lock is the first one's until it lets go, and then the other's, and of nobody else."""
    first, second = PostgresLeadership(postgres_url, 7), PostgresLeadership(postgres_url, 7)
    other = PostgresLeadership(postgres_url, 8)
    assert [await each.is_mine() for each in (first, second, other, first)] == [
        True,
        False,
        True,
        True,
    ]

    await first.close()
    await until(second.is_mine, 20, "the lock")

    assert not await first.is_mine()
    for each in (first, second, other):
        await each.close()


async def test_without_a_database_nobody_leads(postgres_url: str) -> None:
    """Whoever cannot ask does not lead, and nothing is raised."""
    leadership = PostgresLeadership(postgres_url.replace("host=", "host=/nowhere"), 7)

    assert not await leadership.is_mine()
