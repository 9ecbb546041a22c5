"""Take everything from people who have left: sessions, API tokens, calendar feeds."""

from collections.abc import Iterable

from attrs import frozen

from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._ending import end_all_sessions
from hikeshi.access.use_cases._revoking import revoke_feeds, revoke_tokens
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UserId


@frozen
class EndAccess:
    """Take everything from people who have left: sessions, API tokens, calendar feeds.

    Nobody inactive is let in anyway; this keeps what they had from opening again when they return.
    """

    async def __call__(self, work: AccessWork, user_ids: Iterable[UserId], *, by: Actor) -> None:
        """End all of it."""
        for user_id in sorted(set(user_ids)):
            await end_all_sessions(work, user_id, reason="access_ended", by=by)
            ids = [token.id for token in await work.api_tokens.of_user(user_id)]
            locked = await work.api_tokens.lock_many(ids)
            await revoke_tokens(work, locked.values(), by=by)
            feed_ids = [feed.id for feed in await work.calendar_feeds.of_user(user_id)]
            feeds = await work.calendar_feeds.lock_many(feed_ids)
            await revoke_feeds(work, feeds.values(), by=by)
