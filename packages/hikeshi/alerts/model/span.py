"""When a silence or a maintenance window holds: half-open, and never changed backwards."""

from datetime import datetime
from enum import StrEnum

from hikeshi.kernel.errors import InvalidError


class SpanState(StrEnum):
    """Where a span stands at an instant."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


def state_at(at: datetime, starts_at: datetime, ends_at: datetime | None) -> SpanState:
    """Return whether the span is still to come, holds, or is over."""
    if ends_at is not None and at >= ends_at:
        return SpanState.ENDED
    return SpanState.PENDING if at < starts_at else SpanState.ACTIVE


def check_span(starts_at: datetime, ends_at: datetime | None) -> None:
    """Refuse an end before the start; one that was ended before it began is empty.

    Raises:
        InvalidError: Naming the end.
    """
    if ends_at is not None and ends_at < starts_at:
        raise InvalidError.at("/ends_at", "must be after starts_at")


def check_not_empty(starts_at: datetime, ends_at: datetime | None) -> None:
    """Refuse a span without an instant.

    Raises:
        InvalidError: Naming the end.
    """
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidError.at("/ends_at", "must be after starts_at")


def check_new(starts_at: datetime, ends_at: datetime | None, now: datetime) -> None:
    """Refuse a span that would never hold.

    Raises:
        InvalidError: Naming the end.
    """
    if ends_at is not None and ends_at <= max(starts_at, now):
        raise InvalidError.at("/ends_at", "must be after starts_at and in the future")


def check_edit(
    began_at: datetime, starts_at: datetime, ends_at: datetime | None, now: datetime
) -> None:
    """Refuse what would change the past.

    Raises:
        InvalidError: Naming the start or the end.
    """
    if starts_at != began_at and min(began_at, starts_at) < now:
        raise InvalidError.at("/starts_at", "lies in the past, which stays as it was")
    if ends_at is not None and ends_at < now:
        raise InvalidError.at("/ends_at", "lies in the past, which stays as it was")


def ended(now: datetime, starts_at: datetime) -> tuple[datetime, datetime]:
    """Return start and end of a span that ends now; one that has not begun becomes empty."""
    return min(starts_at, now), now
