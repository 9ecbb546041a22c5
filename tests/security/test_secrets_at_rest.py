"""Whoever reads the database, or a dump of it, reads no secret."""

import pytest
from sqlalchemy import text

from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.access.model.calendar_feed import CalendarFeedDraft
from hikeshi.access.use_cases.create_api_token import CreateApiToken
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind, Role
from hikeshi.kernel.ids import SessionId
from hikeshi.memory.clock import FixedClock
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendarDraft
from hikeshi.oncall.use_cases.subscribe_calendar import SubscribeCalendar
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.drafts import ContactMethodDraft, IntegrationDraft, UserDraft
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.create_user import CreateUser
from hikeshi.testing.builders import START, new_id
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.secrets import Vault
from hikeshi_server.outbound.tokens import RandomSecretSource

KEY, SIGNING, SHOWN = "k3y-" * 8, "whsec_c2lnbmluZyBzZWNyZXQ", "an answer that showed a key once"
CALENDAR = "pr1vate-calendar"


@pytest.fixture
async def engine(postgres_url):
    """The database."""
    made = create_engine(postgres_url)
    yield made
    await made.dispose()


async def everything(engine):
    """Every row of every table, as text."""
    async with engine.connect() as connection:
        listed = await connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        found = {}
        for table in listed.scalars():
            rows = await connection.execute(text(f'SELECT t::text FROM "{table}" t'))
            found[table] = "\n".join(rows.scalars())
    return found


async def test_no_table_holds_a_secret_readably(engine):
    """Neither keys, signing secrets and tokens, nor kept answers stand in any table."""
    clock, vault = FixedClock(START), Vault((bytes(range(32)),))
    transactions = PostgresTransactions(engine, clock, MonotonicIds(clock), vault)
    answers = PostgresIdempotencyKeys(vault)

    async def fill(work):
        user = await CreateUser()(work, UserDraft(key="ana", email="a@example.org"), by=SYSTEM)
        await CreateIntegration(lambda: KEY)(
            work, IntegrationDraft(kind=IntegrationKind.PAGERDUTY, name="pd"), by=SYSTEM
        )
        webhook = ContactMethodDraft(
            key="w", kind=ContactKind.WEBHOOK, address="https://example.org/", user_id=user.id
        )
        await CreateContactMethod(lambda: SIGNING)(work, webhook, by=SYSTEM)
        ana = Actor(ActorKind.USER, user.id, Role.RESPONDER)
        token = await CreateApiToken(RandomSecretSource())(
            work, ApiTokenDraft(name="t"), by=ana, session_id=SessionId(new_id())
        )
        which = {"actor": "a", "route": "r", "key": "once"}
        await answers.claim(work, digest=b"d", **which)
        await answers.keep(work, status=201, body=SHOWN.encode(), **which)
        feed = await CreateCalendarFeed(RandomSecretSource())(
            work, CalendarFeedDraft(user_id=user.id), by=ana
        )
        calendar = SubscribedCalendarDraft(url=f"https://c.example.org/{CALENDAR}.ics")
        await SubscribeCalendar()(work, calendar, by=ana, user_id=user.id)
        return token.secret, feed.secret

    secrets = (KEY, SIGNING, SHOWN, CALENDAR, *await transactions.run(fill))

    tables = await everything(engine)
    assert {
        "integrations",
        "contact_methods",
        "api_tokens",
        "idempotency_keys",
        "calendar_feeds",
        "subscribed_calendars",
    } <= {name for name, rows in tables.items() if rows}
    for name, rows in tables.items():
        for secret in secrets:
            assert secret not in rows, name
            assert secret.encode().hex() not in rows, name
