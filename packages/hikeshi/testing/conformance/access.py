"""Suites for CredentialRepository, SessionRepository, ApiTokenRepository, LoginThrottleRepository.

Texts are as hostile as headers get, digests hold every byte.
"""
# ruff: noqa: S101 - a suite asserts

from datetime import timedelta
from typing import Any

from attrs import evolve

from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.model.credential import Credential
from hikeshi.access.model.login_throttle import LoginThrottle
from hikeshi.access.model.session import Session, SessionKind
from hikeshi.flow.work import Transactions
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.ids import ApiTokenId, SessionId, UserId
from hikeshi.testing.builders import START, new_id
from hikeshi.testing.conformance import Check

LATER = START + timedelta(minutes=1)


def _digest() -> bytes:
    return b"\0\xff" + new_id().bytes + new_id().bytes[:14]


def a_session(user_id: UserId | None = None, **changes: Any) -> Session:
    """Return a session with every field set."""
    session = Session(
        id=SessionId(new_id()),
        user_id=user_id or UserId(new_id()),
        kind=SessionKind.CONSOLE,
        family_digest=_digest(),
        token_digest=_digest(),
        created_at=START,
        last_used_at=START,
        expires_at=LATER,
        user_agent='Mozilla/5.0 "X" \\ 空',
        address="2001:db8::1",
    )
    return evolve(session, **changes)


def an_api_token(user_id: UserId | None = None, **changes: Any) -> ApiToken:
    """Return an API token with every field set."""
    token = ApiToken(
        id=ApiTokenId(new_id()),
        user_id=user_id or UserId(new_id()),
        name="CI {a,b} 空",
        prefix="hik_abc",
        digest=_digest(),
        scopes=(Permission.READ, Permission.READ_SECRETS),
        created_at=START,
        expires_at=LATER,
    )
    return evolve(token, **changes)


async def keeps_the_last_password(transactions: Transactions) -> None:
    """A person has the credential saved last; others have none."""
    user_id, nobody = UserId(new_id()), UserId(new_id())
    old = Credential(user_id=user_id, hash="old", changed_at=START)
    new = Credential(user_id=user_id, hash="$argon2id$new", changed_at=LATER)
    await transactions.run(lambda work: work.credentials.save_many([old]))
    await transactions.run(lambda work: work.credentials.save_many([new]))

    found = await transactions.run(lambda work: work.credentials.lock_many([user_id, nobody]))

    assert found == {user_id: new}


async def keeps_every_field_of_a_session(transactions: Transactions) -> None:
    """What is read equals what was written, by id, under a lock and by family."""
    alive, ended = a_session(), a_session(revoked_at=LATER, kind=SessionKind.API)
    await transactions.run(lambda work: work.sessions.save_many([alive, ended]))
    ids = [ended.id, alive.id, SessionId(new_id())]

    assert await transactions.run(lambda work: work.sessions.get_many(ids)) == {
        alive.id: alive,
        ended.id: ended,
    }
    assert await transactions.run(lambda work: work.sessions.lock_many(ids)) == {
        alive.id: alive,
        ended.id: ended,
    }
    assert await transactions.run(lambda w: w.sessions.find(alive.family_digest)) == alive
    assert await transactions.run(lambda w: w.sessions.find(alive.token_digest)) is None


async def keeps_what_a_session_became(transactions: Transactions) -> None:
    """A saved session takes its new token, use, end and place."""
    session = a_session()
    changed = evolve(
        session,
        token_digest=_digest(),
        last_used_at=LATER,
        revoked_at=LATER,
        user_agent="curl",
        address="192.0.2.1",
    )
    await transactions.run(lambda work: work.sessions.save_many([session]))
    await transactions.run(lambda work: work.sessions.save_many([changed]))

    found = await transactions.run(lambda work: work.sessions.get_many([session.id]))

    assert found == {session.id: changed}


async def lists_the_sessions_of_a_person(transactions: Transactions) -> None:
    """Those that are not revoked, oldest first, and nobody else's."""
    user_id = UserId(new_id())
    first, second, revoked = a_session(user_id), a_session(user_id), a_session(user_id)
    rows = [second, a_session(), revoked.revoked(LATER), first]
    await transactions.run(lambda work: work.sessions.save_many(rows))

    found = await transactions.run(lambda work: work.sessions.of_user(user_id))

    assert list(found) == [first, second]


async def notes_the_use_of_a_session(transactions: Transactions) -> None:
    """Only the instant of the last use changes."""
    session = a_session()
    await transactions.run(lambda work: work.sessions.save_many([session]))
    await transactions.run(lambda work: work.sessions.mark_used(session.id, LATER))

    found = await transactions.run(lambda work: work.sessions.get_many([session.id]))

    assert found == {session.id: evolve(session, last_used_at=LATER)}


async def keeps_every_field_of_a_token(transactions: Transactions) -> None:
    """What is read equals what was written; no scopes and all scopes are different things."""
    limited, free = an_api_token(), an_api_token(scopes=None, last_used_at=LATER, revoked_at=LATER)
    await transactions.run(lambda work: work.api_tokens.save_many([limited, free]))

    found = await transactions.run(lambda work: work.api_tokens.lock_many([free.id, limited.id]))

    assert found == {limited.id: limited, free.id: free}
    assert await transactions.run(lambda work: work.api_tokens.find(limited.digest)) == limited
    assert await transactions.run(lambda work: work.api_tokens.find(_digest())) is None


async def lists_the_tokens_of_a_person(transactions: Transactions) -> None:
    """Those that are not revoked, oldest first, and nobody else's."""
    user_id = UserId(new_id())
    first, second, revoked = an_api_token(user_id), an_api_token(user_id), an_api_token(user_id)
    await transactions.run(
        lambda work: work.api_tokens.save_many([second, an_api_token(), revoked, first])
    )
    await transactions.run(lambda work: work.api_tokens.save_many([revoked.revoked(LATER)]))

    found = await transactions.run(lambda work: work.api_tokens.of_user(user_id))

    assert list(found) == [first, second]


async def notes_the_use_of_a_token(transactions: Transactions) -> None:
    """Only the instant of the last use changes."""
    token = an_api_token()
    await transactions.run(lambda work: work.api_tokens.save_many([token]))
    await transactions.run(lambda work: work.api_tokens.mark_used(token.id, LATER))

    found = await transactions.run(lambda work: work.api_tokens.find(token.digest))

    assert found == evolve(token, last_used_at=LATER)


async def has_a_throttle_for_every_key(transactions: Transactions) -> None:
    """A key nobody counted under has an empty one; the others are as they were saved."""
    kept = LoginThrottle(key="pair:x", failures=7, last_at=START, known_at=LATER)

    async def count(work: Any) -> None:
        await work.login_throttles.lock_many([kept.key])
        await work.login_throttles.save_many([kept])

    await transactions.run(count)
    found = await transactions.run(lambda work: work.login_throttles.lock_many(["new", kept.key]))

    assert found == {kept.key: kept, "new": LoginThrottle(key="new")}


async def forgets_old_throttles(transactions: Transactions) -> None:
    """Strangers are forgotten before known ones, and neither before their time."""
    old, new = START, LATER
    rows = [
        LoginThrottle(key="old stranger", failures=1, last_at=old),
        LoginThrottle(key="new stranger", failures=1, last_at=new),
        LoginThrottle(key="old friend", failures=1, last_at=old, known_at=old),
        LoginThrottle(key="very old friend", last_at=old - timedelta(days=1), known_at=old),
    ]
    keys = [row.key for row in rows]

    async def count(work: Any) -> None:
        await work.login_throttles.lock_many(keys)
        await work.login_throttles.save_many(rows)
        await work.login_throttles.forget(new, old)

    await transactions.run(count)
    found = await transactions.run(lambda work: work.login_throttles.lock_many(keys))

    assert {key for key, row in found.items() if row.last_at is not None} == {
        "new stranger",
        "old friend",
    }


CREDENTIAL_REPOSITORY: tuple[Check, ...] = (keeps_the_last_password,)
SESSION_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field_of_a_session,
    keeps_what_a_session_became,
    lists_the_sessions_of_a_person,
    notes_the_use_of_a_session,
)
API_TOKEN_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field_of_a_token,
    lists_the_tokens_of_a_person,
    notes_the_use_of_a_token,
)
LOGIN_THROTTLE_REPOSITORY: tuple[Check, ...] = (
    has_a_throttle_for_every_key,
    forgets_old_throttles,
)
