"""Suites for PasswordHasher, SecretSource and AccessTokens: they take what they check itself."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Awaitable, Callable
from datetime import timedelta

from hikeshi.access.ports import AccessClaims, AccessTokens, PasswordHasher, SecretSource
from hikeshi.kernel.ids import SessionId, UserId
from hikeshi.testing.builders import START, new_id

LIFE = timedelta(minutes=15)


async def knows_the_password_again(hasher: PasswordHasher) -> None:
    """The password fits its hash, another does not, and the hash does not tell it."""
    password = "parole é 空 \ud800"  # noqa: S105 - of nobody
    kept = await hasher.hash(password)

    assert await hasher.verify(kept, password)
    assert not await hasher.verify(kept, password + " ")
    assert "parole" not in kept


async def lets_nobody_in_without_a_password(hasher: PasswordHasher) -> None:
    """Where nothing is kept every password is wrong, the empty one too."""
    assert not await hasher.verify(None, "")
    assert not await hasher.verify(None, "x")


async def is_content_with_its_own_hashes(hasher: PasswordHasher) -> None:
    """What was hashed just now is not outdated."""
    assert not hasher.is_outdated(await hasher.hash("x"))


async def never_repeats_itself(source: SecretSource) -> None:
    """Texts and passwords are new each time; texts are equally long and hold letters and digits."""
    texts = {source.text(32) for _ in range(200)}

    assert len(texts) == 200
    assert len({len(text) for text in texts}) == 1
    assert all(text.isascii() and text.isalnum() for text in texts)
    assert len({source.password() for _ in range(20)}) == 20


async def believes_its_own_until_they_end(tokens: AccessTokens) -> None:
    """A token says what was signed, up to the instant it ends."""
    claims = AccessClaims(
        user_id=UserId(new_id()), session_id=SessionId(new_id()), expires_at=START + LIFE
    )
    token = tokens.issue(claims, START)

    assert tokens.read(token, START) == claims
    assert tokens.read(token, START + LIFE - timedelta(seconds=1)) == claims
    assert tokens.read(token, START + LIFE) is None


async def believes_nothing_else(tokens: AccessTokens) -> None:
    """What was not issued here is nothing, whatever shape it has."""
    for text in ("", "x", "a.b.c", "\x00", "é" * 10, "." * 5_000):
        assert tokens.read(text, START) is None


PASSWORD_HASHER: tuple[Callable[[PasswordHasher], Awaitable[None]], ...] = (
    knows_the_password_again,
    lets_nobody_in_without_a_password,
    is_content_with_its_own_hashes,
)
SECRET_SOURCE: tuple[Callable[[SecretSource], Awaitable[None]], ...] = (never_repeats_itself,)
ACCESS_TOKENS: tuple[Callable[[AccessTokens], Awaitable[None]], ...] = (
    believes_its_own_until_they_end,
    believes_nothing_else,
)
