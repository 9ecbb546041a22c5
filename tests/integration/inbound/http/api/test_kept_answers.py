"""Ledger and calendars of two processes that keep their answers in one Redis."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from falcon.testing import ASGIConductor
from tests.contracts.conftest import VisibleSealer
from tests.integration.inbound.http.api.conftest import Site
from tests.integration.inbound.http.api.served import api_on
from tests.peers.redis_server import RedisServer
from tests.product.waiting import until

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START, a_user
from hikeshi_server.inbound.answers import Answers
from hikeshi_server.inbound.metrics import ANSWERS
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.engine import PoolSettings, create_engine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.redis.cache import RedisCache
from hikeshi_server.outbound.redis.link import RedisLink, connect

SPAN = "since=2026-01-05T00:00:00Z&until=2026-01-19T00:00:00Z"
OLGA = a_user(key="olga", name="Olga", role=Role.OWNER)


@pytest.fixture
async def sites(
    postgres_url: str, redis_server: RedisServer
) -> AsyncIterator[tuple[Site, Site, RedisLink]]:
    """Two processes on one database and one Redis, and the first one's connection to it."""
    clock, sealer, found, links = FixedClock(START), VisibleSealer(), [], []
    actors = {"olga": Actor(ActorKind.USER, OLGA.id, OLGA.role)}
    async with AsyncExitStack() as stack:
        for _ in range(2):
            engine = create_engine(postgres_url, PoolSettings(size=5))
            stack.push_async_callback(engine.dispose)
            transactions = PostgresTransactions(engine, clock, MonotonicIds(clock), sealer)
            link = RedisLink(connect(redis_server.url), "test", Outages("redis"))
            await stack.enter_async_context(link.watched())
            answers = Answers(RedisCache(link, InMemoryCache(clock), bytes(32)))
            app = api_on(engine, transactions, clock, sealer, actors, answers)
            conductor = await stack.enter_async_context(ASGIConductor(app))
            found.append(Site(conductor, transactions))
            links.append(link)
        await found[0].transactions.run(lambda work: work.users.save_many([OLGA]))
        yield (*found, links[0])


def counted(kind: str, outcome: str) -> float:
    """Return how many answers there were."""
    return float(ANSWERS.labels(kind, outcome)._value.get())


async def ledger(site: Site) -> Any:
    """Return the two weeks' load of the only person."""
    (found,) = (await site.call("GET", "/on-call-load", query_string=SPAN)).json["people"]
    return found


async def calendar(site: Site, url: str) -> Any:
    """Read a calendar by its secret address."""
    place = urlsplit(url)
    found = await site.conductor.simulate_get(place.path, query_string=place.query)
    assert found.status_code == 200
    return found


async def on_call(site: Site) -> str:
    """Put the person on call and return the secret address of the schedule's calendar."""
    layer = {"name": "a", "users": ["olga"], "start": "2026-01-05T00:00:00"}
    layer["rotation"] = {"type": "weekly"}
    await site.made("/schedules", {"key": "primary", "time_zone": "UTC", "layers": [layer]})
    feed = await site.made("/calendar-feeds", {"schedule_id": "primary"})
    return str(feed["url"])


async def test_what_one_computed_the_other_finds_until_it_changes(
    sites: tuple[Site, Site, RedisLink],
) -> None:
    """An answer is the same whether computed or kept; an edit, a page and a
    revoked address show at once."""
    here, there, _ = sites
    url = await on_call(here)
    kept = counted("calendar", "kept"), counted("load", "kept")
    first = await calendar(here, url), await ledger(here)
    again = await calendar(there, url), await ledger(there)
    assert (counted("calendar", "kept"), counted("load", "kept")) == (kept[0] + 1, kept[1] + 1)
    assert again[1] == first[1]
    assert (again[0].content, again[0].headers["etag"]) == (
        first[0].content,
        first[0].headers["etag"],
    )

    silence = {"matchers": [{"name": "env", "value": "test"}], "comment": "t"}
    await there.made("/silences", {**silence, "ends_at": "2026-01-06T00:00:00Z"})
    await calendar(here, url)
    assert counted("calendar", "kept") == kept[0] + 2  # an edit of something else
    await there.made("/pages", {"title": "Down", "user": "olga"})
    assert (await ledger(here))["pages"] == 1
    await there.call("PATCH", "/users/olga", {"name": "Olga Ito"})
    assert (await ledger(here))["name"] == "Olga Ito"
    assert "Olga Ito" in (await calendar(here, url)).text

    # Whoever asks is let in by the database: an answer that is kept opens no door.
    (feed,) = (await here.call("GET", "/calendar-feeds")).json["items"]
    await here.call("DELETE", f"/calendar-feeds/{feed['id']}")
    place = urlsplit(url)
    refused = await there.conductor.simulate_get(place.path, query_string=place.query)
    assert refused.status_code == 404


async def test_answers_go_on_without_redis(
    redis_server: RedisServer, sites: tuple[Site, Site, RedisLink]
) -> None:
    """Killed in the middle, it is done without, and that is known; back again, it is used."""
    here, _, link = sites
    url = await on_call(here)
    before = (await calendar(here, url)).content
    redis_server.kill()
    assert (await calendar(here, url)).content == before
    assert link.trouble is not None

    computed = counted("calendar", "computed")
    assert (await calendar(here, url)).content == before
    assert counted("calendar", "computed") == computed  # kept in the process meanwhile
    redis_server.start()
    await until(lambda: link.trouble is None, 20, "Redis")
    assert (await calendar(here, url)).content == before
    assert counted("calendar", "computed") == computed + 1
