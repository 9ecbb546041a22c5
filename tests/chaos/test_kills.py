"""Kill -9 at every point with a name, PostgreSQL ended under load: nothing is lost."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from tests.chaos.controls import late_claims
from tests.chaos.doomed import Point
from tests.chaos.evidence import read_evidence
from tests.chaos.nursery import Nursery
from tests.chaos.recount import broken_promises
from tests.chaos.storm import meanwhile, storm
from tests.postgres import migrate
from tests.product.programs import programs
from tests.product.waiting import until

#: So often everything dies; `CHAOS_ROUNDS=20 make test ARGS=tests/chaos` shakes it harder.
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "1"))


@pytest.fixture
def postgres(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of its own, as durable as in production."""
    running = EmbeddedPostgres.start(data_dir, {"shared_buffers": "32MB"})
    migrate(running.url)
    yield running
    running.stop()


async def crash(postgres: EmbeddedPostgres) -> None:
    """End PostgreSQL as a power cut would, and start it again."""
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    await until(lambda: not postgres.is_alive(), 10, "the end of PostgreSQL")
    postgres.ensure_running()


@pytest.mark.timeout(120 + 90 * ROUNDS)
async def test_nothing_is_lost_whatever_is_killed(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    """Kills at every point and of PostgreSQL lose nothing, repeat only where they must, and no
    attempt begins after an acknowledgement."""
    async with programs(tmp_path) as started, storm(started, postgres.url) as weather:
        weather.nursery = Nursery(started)
        await weather.nursery.ready()
        await weather.start("api", *[Point.BEFORE_COMMIT, Point.BEFORE_ANSWER] * ROUNDS)
        await weather.start("api")
        await weather.start("worker", *[Point.AFTER_CLAIM, Point.DURING_ESCALATION] * ROUNDS)
        await weather.start("worker", *[Point.DURING_SEND, Point.BEFORE_RECORDING] * ROUNDS)
        await weather.until_ready()
        async with meanwhile(weather.keep_up()):
            async with meanwhile(weather.send(every=0.08), weather.acknowledge(0.4, every=0.3)):
                await weather.until_through(60 + 60 * ROUNDS)
                postgres.stop()
                before = weather.posted
                await until(lambda: weather.posted > before + 5, 10, "load without a database")
                postgres.ensure_running()
                await crash(postgres)
                before = weather.posted
                await until(lambda: weather.posted > before + 5, 10, "load afterwards")
            await weather.until_calm(60)
        await weather.write_state()

    evidence = read_evidence(tmp_path)
    assert list(broken_promises(evidence)) == []
    assert set(weather.died) == set(Point) - {Point.NONE, Point.LATE_CLAIM, Point.STALE_CLAIM}
    assert evidence.by_key, "nothing arrived, so there was nothing to recount"


@pytest.mark.parametrize("point", [Point.LATE_CLAIM, Point.STALE_CLAIM])
async def test_the_recount_finds_a_claim_without_its_second_look(
    postgres_url: str, tmp_path: Path, point: Point
) -> None:
    """With the second look taken out of the claim the recount fails; with it, just as late, not."""
    broken = await late_claims(tmp_path, postgres_url, point)

    # A claim without locks may write over what another worker wrote, too: more than lateness shows.
    found = [said for said in broken if said.startswith("too late")]
    assert found if point is Point.STALE_CLAIM else broken == []
