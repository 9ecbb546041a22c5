"""What the occurrences of a subscribed calendar mean: when somebody is away."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.local_time import reached
from hikeshi.oncall.model.occurrence import Occurrence
from hikeshi.oncall.model.subscribed_calendar import MOST_ABSENCES
from hikeshi.oncall.model.unavailability import (
    LONGEST_REASON,
    LONGEST_UNAVAILABILITY,
    UnavailabilityDraft,
)

_DAY = timedelta(days=1)


@frozen
class TakenOver:
    """What is taken over of a calendar.

    Args:
        absences: Each once, by their order in the calendar.
        left_out: How many occurrences mean none.
    """

    absences: tuple[UnavailabilityDraft, ...]
    left_out: int


def taken_over(
    occurrences: Sequence[Occurrence], zone: ZoneInfo, *, include_free: bool
) -> TakenOver:
    """Return the absences that occurrences mean.

    Args:
        occurrences: As they were read.
        zone: The person's own, in which they were expanded.
        include_free: Events that block no time count as well.

    Raises:
        InvalidError: There are too many.
    """
    wanted = [each for each in occurrences if _counts(each, include_free=include_free)]
    if len(wanted) > MOST_ABSENCES:
        raise InvalidError(
            f"it has {len(wanted)} absences from a month ago to a year ahead; "
            f"{MOST_ABSENCES} are the most"
        )
    drafts = dict.fromkeys(_draft(each, zone) for each in wanted)
    return TakenOver(tuple(drafts), len(occurrences) - len(wanted))


def _counts(each: Occurrence, *, include_free: bool) -> bool:
    long_enough = each.start < each.end <= each.start + LONGEST_UNAVAILABILITY
    return long_enough and not each.cancelled and (include_free or not each.free)


def _draft(each: Occurrence, zone: ZoneInfo) -> UnavailabilityDraft:
    reason = each.summary[:LONGEST_REASON] or None
    if not each.whole_days:
        return UnavailabilityDraft(start=each.start, end=each.end, reason=reason)
    first, after = reached(each.start, zone).date(), reached(each.end, zone).date()
    return UnavailabilityDraft(first_day=first, last_day=max(first, after - _DAY), reason=reason)
