"""The same door over PostgreSQL, where attempts really happen at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from falcon.testing import ASGIConductor
from tests.integration.inbound.http.auth.conftest import SECRET_KEYS, Site, app_of, wired
from tests.unit.access.world import START

from hikeshi.memory import FixedClock
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.secrets import Vault

EMAIL, PASSWORD = "owner@example.org", "correct horse battery"
LOGIN = {"email": EMAIL, "password": PASSWORD}


@pytest.fixture
async def site(postgres_url: str) -> AsyncIterator[Site]:
    """A running server on an empty database, after its first start."""
    engine = create_engine(postgres_url)
    clock = FixedClock(START)
    vault = Vault(SECRET_KEYS)
    transactions = PostgresTransactions(engine, clock, MonotonicIds(clock), vault)
    container = wired(transactions, clock, PostgresIdempotencyKeys(vault))
    assert await container.first_start()(email=EMAIL, password=PASSWORD)
    async with ASGIConductor(app_of(container)) as conductor:
        yield Site(None, container, conductor)
    await engine.dispose()


async def test_the_whole_way_in_and_out(site):
    """First owner, login, token, made once, refresh, reuse: as in memory."""
    login = (await site.ask("POST", "/api/v1/auth/login", json=LOGIN)).json
    token = login["access_token"]
    body = {"name": "ci", "scopes": ["read", "respond"]}
    key = {"Idempotency-Key": "k"}
    made, again = [
        (await site.ask("POST", "/api/v1/api-tokens", token=token, json=body, headers=key)).json
        for _ in range(2)
    ]
    assert again == made
    me = await site.ask("GET", "/api/v1/me", token=made["token"])
    assert me.json["role"] == "owner"

    old = {"refresh_token": login["refresh_token"]}
    fresh = (await site.ask("POST", "/api/v1/auth/refresh", json=old)).json
    listed = await site.ask("GET", "/api/v1/auth/sessions", token=fresh["access_token"])
    assert len(listed.json["items"]) == 1
    assert (await site.ask("POST", "/api/v1/auth/refresh", json=old)).status_code == 401
    refused = await site.ask("GET", "/api/v1/me", token=fresh["access_token"])
    assert refused.status_code == 401


async def test_guesses_made_at_once_are_counted_one_by_one(site):
    """A burst of twenty is looked at five times."""
    answers = await asyncio.gather(
        *(
            site.ask("POST", "/api/v1/auth/login", json={**LOGIN, "password": f"guess {n}"})
            for n in range(20)
        )
    )

    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (5, 15)


async def test_one_refresh_token_used_twice_at_once_ends_the_session(site):
    """Of two at the same time one gets the next token, and nobody can use it."""
    login = (await site.ask("POST", "/api/v1/auth/login", json=LOGIN)).json
    body = {"refresh_token": login["refresh_token"]}

    answers = await asyncio.gather(
        *(site.ask("POST", "/api/v1/auth/refresh", json=body) for _ in range(2))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 401]
    (won,) = [answer.json for answer in answers if answer.status_code == 200]
    assert (await site.ask("GET", "/api/v1/me", token=won["access_token"])).status_code == 401


async def test_starts_at_once_make_one_owner(site):
    """Another process that starts now finds the owner there."""
    first_start = site.container.first_start()

    made = await asyncio.gather(
        *(first_start(email="x@example.org", password=PASSWORD) for _ in range(3))
    )

    assert made == [False, False, False]


@pytest.mark.parametrize("text", ["a\x00b@example.org", "\x00"])
async def test_text_the_database_cannot_keep_is_no_crash(site, text):
    """U+0000 in an address is an invalid address or an unknown one."""
    answer = await site.ask("POST", "/api/v1/auth/login", json={**LOGIN, "email": text})

    assert answer.status_code in {401, 422}
