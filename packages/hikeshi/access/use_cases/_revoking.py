"""What every way of ending API tokens and calendar feeds shares."""

from collections.abc import Iterable

from hikeshi.access.events import ApiTokenRevoked, CalendarFeedRevoked
from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.model.calendar_feed import CalendarFeed
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


async def revoke_feeds(work: AccessWork, feeds: Iterable[CalendarFeed], *, by: Actor) -> None:
    """End these locked feeds; those that have ended are left as they are."""
    ending = [feed for feed in feeds if feed.revoked_at is None]
    if not ending:
        return
    await work.calendar_feeds.save_many([feed.revoked(work.now) for feed in ending])
    work.record(
        *(
            CalendarFeedRevoked(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                user_id=feed.user_id,
                calendar_feed_id=feed.id,
            )
            for feed in ending
        )
    )
