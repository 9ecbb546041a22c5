"""What somebody says about a swap that does not exist yet."""

from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ScheduleId, SwapId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.errors import NothingToGiveError
from hikeshi.oncall.model.extent import TooManyPiecesError
from hikeshi.oncall.model.holding import held
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.swap import Swap, SwapStatus

#: Whoever is away for longer leaves the rotation.
LONGEST_SWAP = timedelta(days=92)


@frozen(kw_only=True)
class SwapDraft:
    """The fields of a new swap.

    Args:
        giver_id: Who gives away.
        start: The first instant; what is over already is left out.
        end: The first instant after it.
        asked_id: The one person who may accept; nothing = whoever of the team comes first.
        in_return: When the giver takes over the asked person's shifts.
    """

    schedule_id: ScheduleId
    giver_id: UserId
    start: datetime
    end: datetime
    asked_id: UserId | None = None
    in_return: Interval | None = None

    def __attrs_post_init__(self) -> None:
        if self.end <= self.start:
            raise InvalidError.at("/end", "must be after the start")
        if self.end - self.start > LONGEST_SWAP:
            raise InvalidError.at("/end", "must be within 92 days after the start")
        if self.asked_id == self.giver_id:
            raise InvalidError.at("/asked_id", "is who gives it away; name somebody else")
        if self.in_return is None:
            return
        if self.asked_id is None:
            raise InvalidError.at("/in_return", "needs somebody whose shifts they are: asked_id")
        if self.in_return.duration > LONGEST_SWAP:
            raise InvalidError.at("/in_return", "must be 92 days at most")
        if self.in_return.overlaps(Interval(self.start, self.end)):
            raise InvalidError.at("/in_return", "must be another time than what is given")

    def to_swap(self, schedule: Schedule, swap_id: SwapId, now: datetime) -> Swap:
        """Return the swap, bound to the exact shifts that lie inside what was said.

        Raises:
            NothingToGiveError: Somebody has no shift of their own there, or it is over.
            InvalidError: The schedule changes hands too often to be asked.
        """
        asked = self.asked_id
        back = (
            _own(schedule, asked, self.in_return, now, "/in_return")
            if asked is not None and self.in_return is not None
            else ()
        )
        return Swap(
            id=swap_id,
            schedule_id=schedule.id,
            giver_id=self.giver_id,
            asked_id=asked,
            pieces=_own(schedule, self.giver_id, Interval(self.start, self.end), now, "/start"),
            returned=back,
            status=SwapStatus.OFFERED if asked is None else SwapStatus.ASKED,
            offered_at=now,
        )


def _own(
    schedule: Schedule, user_id: UserId, wanted: Interval, now: datetime, pointer: str
) -> tuple[Interval, ...]:
    if wanted.end <= now:
        raise NothingToGiveError.at(pointer, "is over: a swap cannot change the past")
    try:
        found = held(schedule, user_id, Interval(max(wanted.start, now), wanted.end))
    except TooManyPiecesError as error:
        raise TooManyPiecesError.at(pointer, error.said) from None
    if not found:
        raise NothingToGiveError.at(pointer, "is no shift of theirs: there is nothing to give away")
    return found
