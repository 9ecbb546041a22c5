"""The ports of signing in keep their promises, whatever stands behind them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from hikeshi.flow.work import Transactions
from hikeshi.memory.access import (
    InMemoryAccessTokens,
    InMemoryPasswordHasher,
    InMemorySecretSource,
)
from hikeshi.testing.conformance import Check, access, access_secrets, calendar_feeds
from hikeshi_server.outbound.passwords import Argon2PasswordHasher
from hikeshi_server.outbound.tokens import JwtAccessTokens, RandomSecretSource
from hikeshi_server.outbound.tokens.signing_keys import SigningKeys

SUITES: Mapping[str, Sequence[Check]] = {
    "ApiTokenRepository": access.API_TOKEN_REPOSITORY,
    "CalendarFeedRepository": calendar_feeds.CALENDAR_FEED_REPOSITORY,
    "CredentialRepository": access.CREDENTIAL_REPOSITORY,
    "LoginThrottleRepository": access.LOGIN_THROTTLE_REPOSITORY,
    "SessionRepository": access.SESSION_REPOSITORY,
}
#: Suite, and what makes the implementations it runs on.
PLAIN: Mapping[str, tuple[Sequence[Any], Sequence[Any]]] = {
    "PasswordHasher": (
        access_secrets.PASSWORD_HASHER,
        (
            InMemoryPasswordHasher,
            lambda: Argon2PasswordHasher(time_cost=1, memory_kib=64, lanes=1),
        ),
    ),
    "SecretSource": (access_secrets.SECRET_SOURCE, (InMemorySecretSource, RandomSecretSource)),
    "AccessTokens": (
        access_secrets.ACCESS_TOKENS,
        (
            InMemoryAccessTokens,
            lambda: JwtAccessTokens(SigningKeys([b"k" * 32]), "https://hikeshi.example.org"),
        ),
    ),
}


def checks() -> Iterator[object]:
    """Return every check of every suite, by port and promise."""
    for port, suite in SUITES.items():
        for check in suite:
            yield pytest.param(check, id=f"{port}-{check.__name__}")  # type: ignore[attr-defined]


def plain_checks() -> Iterator[object]:
    """Return every check with every implementation."""
    for port, (suite, makers) in PLAIN.items():
        for check in suite:
            for number, make in enumerate(makers):
                yield pytest.param(check, make, id=f"{port}-{check.__name__}-{number}")


@pytest.mark.parametrize("check", list(checks()))
async def test_port(check: Check, transactions: Transactions) -> None:
    """Every implementation keeps each promise of its port."""
    await check(transactions)


@pytest.mark.parametrize(("check", "make"), list(plain_checks()))
async def test_plain_port(check: Any, make: Any) -> None:
    """What needs no unit of work keeps its promises, too."""
    await check(make())
