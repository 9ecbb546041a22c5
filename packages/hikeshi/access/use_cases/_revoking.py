"""What every way of ending API tokens shares."""

from collections.abc import Iterable

from hikeshi.access.events import ApiTokenRevoked
from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.ports import AccessWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId


async def revoke_tokens(work: AccessWork, tokens: Iterable[ApiToken], *, by: Actor) -> None:
    """End these locked tokens; those that have ended are left as they are."""
    ending = [token for token in tokens if token.revoked_at is None]
    if not ending:
        return
    await work.api_tokens.save_many([token.revoked(work.now) for token in ending])
    work.record(
        *(
            ApiTokenRevoked(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                user_id=token.user_id,
                api_token_id=token.id,
            )
            for token in ending
        )
    )
