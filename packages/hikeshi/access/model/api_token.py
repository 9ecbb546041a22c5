"""A secret with which a program acts for a person, within limits."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from hikeshi.access.model.secret import digest
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ApiTokenId, UserId

#: What every API token begins with, so that scanners recognise a leaked one.
TOKEN_PREFIX = "hik_"  # noqa: S105 - a mark, not a secret
#: Random bytes of the part that is shown in lists.
SHOWN_BYTES = 6
#: How long a token lives when nobody says otherwise, and at most.
USUAL_LIFE = timedelta(days=90)
LONGEST_LIFE = timedelta(days=366)
LONGEST_NAME = 100
#: Uses are noted at most so often.
NOTED_EVERY = timedelta(minutes=1)


@frozen(kw_only=True)
class ApiToken:
    """A secret with which a program acts for a person, within limits.

    Args:
        prefix: The start of the secret, to recognise it by.
        digest: All that is kept of the secret.
        scopes: Permissions it is limited to; nothing = all its owner has, at any time.
    """

    id: ApiTokenId
    user_id: UserId
    name: str
    prefix: str
    digest: bytes = field(repr=False)
    scopes: tuple[Permission, ...] | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_alive(self, now: datetime) -> bool:
        """Say whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at

    def is_use_worth_noting(self, now: datetime) -> bool:
        """Say whether the last noted use is long enough ago."""
        return self.last_used_at is None or now - self.last_used_at >= NOTED_EVERY

    def revoked(self, now: datetime) -> "ApiToken":
        """End it; one that has ended stays as it is."""
        return self if self.revoked_at is not None else evolve(self, revoked_at=now)


@frozen(kw_only=True)
class ApiTokenDraft:
    """What a person says about the token they want.

    Args:
        name: What it is for.
        scopes: Permissions it is limited to; nothing = all its owner has.
        expires_at: When it ends; 90 days from now if left out.
    """

    name: str
    scopes: tuple[Permission, ...] | None = None
    expires_at: datetime | None = None

    def token(
        self, token_id: ApiTokenId, shown: str, secret: str, *, by: Actor, now: datetime
    ) -> ApiToken:
        """Return the token for that secret.

        Raises:
            InvalidError: The name is empty or long, a scope is not the person's to give, or the
                end is not within a year from now.
        """
        if by.id is None:
            raise InvalidError("An API token belongs to a person.")
        return ApiToken(
            id=token_id,
            user_id=UserId(by.id),
            name=_check_name(self.name),
            prefix=shown,
            digest=digest(secret),
            scopes=_check_scopes(self.scopes, by),
            created_at=now,
            expires_at=_check_end(self.expires_at, now),
        )


def _check_name(name: str) -> str:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise InvalidError.at("/name", f"must be 1 to {LONGEST_NAME} characters long")
    return name.strip()


def _check_scopes(scopes: Iterable[Permission] | None, by: Actor) -> tuple[Permission, ...] | None:
    if scopes is None:
        if by.scopes is not None:
            raise InvalidError.at("/scopes", "must name scopes you have yourself")
        return None
    wanted = tuple(sorted(set(scopes)))
    if not wanted:
        raise InvalidError.at("/scopes", "must name at least one permission, or be null for all")
    for scope in wanted:
        if by.scopes is not None and scope not in by.scopes:
            raise InvalidError.at("/scopes", f"“{scope.value}” is not yours to give")
    return wanted


def _check_end(end: datetime | None, now: datetime) -> datetime:
    if end is None:
        return now + USUAL_LIFE
    if not now < end <= now + LONGEST_LIFE:
        raise InvalidError.at("/expires_at", "must be in the future, at most 366 days from now")
    return end
