"""An installation for tests: configuration in PostgreSQL, settings of its processes."""

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from attrs import evolve

from hikeshi.configuration import load, read
from hikeshi.configuration.configuration import Configuration
from hikeshi.flow.work import Work
from hikeshi.kernel.clock import Clock
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.starting import NobodyStarts, Starter
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.secrets import Vault, parse_secret_keys
from hikeshi_server.outbound.system.clock import SystemClock

SECRET_KEYS = base64.b64encode(bytes(range(32))).decode()
#: What webhooks are signed with.
SIGNING_SECRET = "whsec_" + base64.b64encode(b"a signing secret for tests, 32 b").decode()


@asynccontextmanager
async def works(
    url: str,
    clock: Clock | None = None,
    vault: Vault | None = None,
    starter: Starter | None = None,
) -> AsyncIterator[PostgresTransactions]:
    """Lend what opens works on that database, with the keys of the installation."""
    engine = create_engine(url)
    clock = clock or SystemClock()
    try:
        yield PostgresTransactions(
            engine,
            clock,
            MonotonicIds(clock),
            vault or Vault(parse_secret_keys(SECRET_KEYS)),
            starter=starter or NobodyStarts(),
        )
    finally:
        await engine.dispose()


async def configure(
    transactions: PostgresTransactions, document: Mapping[str, Any], *, browser: str | None = None
) -> Mapping[str, str]:
    """Put a configuration in force; return the key of each integration by its name.

    Args:
        browser: The keys of the one behind every endpoint of Web Push.
    """
    configuration = signing(read(document), browser)

    async def put(work: Work) -> Mapping[str, str]:
        await load(work, configuration)
        directory = await work.directory()
        return {found.name: found.key for found in directory.integrations.values()}

    return await transactions.run(put)


def signing(configuration: Configuration, browser: str | None = None) -> Configuration:
    """Return it with the secrets of webhooks and browsers: files hold none."""
    secrets = {ContactKind.WEBHOOK: SIGNING_SECRET, ContactKind.WEB_PUSH: browser}
    methods = tuple(
        evolve(method, secret=secrets.get(method.kind, method.secret))
        for method in configuration.contact_methods
    )
    return evolve(configuration, contact_methods=methods)


def settings(database_url: str, *, port: int, smtp_url: str = "") -> dict[str, str]:
    """Return the environment of a process of that installation."""
    return {
        "HIKESHI_DATABASE_URL": database_url,
        "HIKESHI_SECRET_KEYS": SECRET_KEYS,
        "HIKESHI_PORT": str(port),
        "HIKESHI_SMTP_URL": smtp_url,
        "HIKESHI_MAIL_FROM": "Hikeshi <pager@example.org>",
        # The sinks listen on loopback, which the guard refuses otherwise.
        "HIKESHI_OUTBOUND_ALLOW": "127.0.0.0/8",
        "HIKESHI_LOG_FORMAT": "json",
    }
