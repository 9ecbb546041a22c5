"""What happens to credentials, sessions and API tokens; no secret and no address is among it."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import ApiTokenId, CalendarFeedId, ScheduleId, SessionId, UserId


@frozen(kw_only=True)
class SignedIn(Event):
    """Somebody showed the right password.

    Args:
        kind: What was opened: `api` or `console`.
    """

    user_id: UserId
    session_id: SessionId
    kind: str


@frozen(kw_only=True)
class SignInRefused(Event):
    """Somebody showed a wrong password.

    Args:
        user_id: Whose password was tried; nothing when nobody has that address.
    """

    user_id: UserId | None


@frozen(kw_only=True)
class SessionRevoked(Event):
    """A session ended before its time.

    Args:
        reason: `signed_out`, `revoked`, `token_reused`, `password_changed` or `access_ended`.
    """

    user_id: UserId
    session_id: SessionId
    reason: str


@frozen(kw_only=True)
class ApiTokenCreated(Event):
    """Somebody made an API token.

    Args:
        scopes: What it is limited to; nothing = all its owner may.
    """

    user_id: UserId
    api_token_id: ApiTokenId
    name: str
    scopes: tuple[str, ...] | None
    expires_at: datetime


@frozen(kw_only=True)
class ApiTokenRevoked(Event):
    """An API token ended before its time."""

    user_id: UserId
    api_token_id: ApiTokenId


@frozen(kw_only=True)
class CalendarFeedCreated(Event):
    """Somebody made a secret address for shifts.

    Args:
        user_id: Who made it.
        schedule_id: The schedule it shows, where it shows one.
        person_id: The person it shows, where it shows one.
    """

    user_id: UserId
    calendar_feed_id: CalendarFeedId
    schedule_id: ScheduleId | None
    person_id: UserId | None


@frozen(kw_only=True)
class CalendarFeedRevoked(Event):
    """A secret address for shifts ended."""

    user_id: UserId
    calendar_feed_id: CalendarFeedId


@frozen(kw_only=True)
class PasswordChanged(Event):
    """Somebody has a new password."""

    user_id: UserId
