"""What workers say of providers that rest."""

from hikeshi.memory.clock import FixedClock
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.provider_rests import BELIEVED, PostgresProviderRests
from hikeshi_server.outbound.postgres.queries.selection import Reader


async def test_the_last_word_of_each_worker_is_believed_for_a_while(
    engine: PostgresEngine, clock: FixedClock
) -> None:
    """Each speaks for itself, again and again; what one that is gone has said is over soon."""
    rests = PostgresProviderRests(Reader(engine), clock)
    await rests.tell("one", ["smtp", "twilio-2"])
    await rests.tell("two", ["smtp"])
    assert await rests.resting() == ("smtp", "twilio-2")

    await rests.tell("one", [])
    assert await rests.resting() == ("smtp",)

    clock.advance(BELIEVED / 2)
    await rests.tell("two", ["smtp"])
    clock.advance(BELIEVED / 2)
    assert await rests.resting() == ("smtp",)
    clock.advance(BELIEVED)
    assert await rests.resting() == ()
    await rests.tell("one", ["smtp"])
    assert await rests.resting() == ("smtp",)
