"""Swaps on the wire."""

from collections.abc import Iterable
from datetime import datetime

from attrs import fields, frozen

from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Conflict, Shift, Swap, SwapDraft, SwapEffect
from hikeshi.oncall.queries import ShiftView, SwapView, swap_view
from hikeshi_server.inbound.http.api.bodies.conflicts import ConflictView, conflict_views


@frozen(kw_only=True)
class SwapBody:
    """A swap that does not exist yet.

    Args:
        giver_id: Who gives away; by default oneself.
        asked_id: The one person who may accept; nothing = whoever of the team comes first.
        in_return: When the giver takes over the asked person's shifts.
    """

    schedule_id: ScheduleId
    start: datetime
    end: datetime
    giver_id: UserId | None = None
    asked_id: UserId | None = None
    in_return: Interval | None = None

    def draft(self, oneself: UserId) -> SwapDraft:
        """Return what is offered.

        Raises:
            InvalidError: It breaks a rule.
        """
        return SwapDraft(
            schedule_id=self.schedule_id,
            giver_id=self.giver_id or oneself,
            start=self.start,
            end=self.end,
            asked_id=self.asked_id,
            in_return=self.in_return,
        )


@frozen(kw_only=True)
class AcceptanceBody:
    """Who takes it; by default oneself."""

    user_id: UserId | None = None


@frozen(kw_only=True)
class SwapDetail(SwapView):
    """A swap with what speaks against it; nothing of that forbids it.

    Args:
        conflicts: Of both sides, as far as it is known who takes it.
    """

    conflicts: tuple[ConflictView, ...]


@frozen(kw_only=True)
class SwapPreview:
    """What a swap would change.

    Args:
        pieces: Exactly what would be given.
        returned: Exactly what would be given in return.
        before: The final shifts as they are, merged per person.
        after: As they would be.
    """

    taker_id: UserId
    pieces: tuple[Interval, ...]
    returned: tuple[Interval, ...]
    before: tuple[ShiftView, ...]
    after: tuple[ShiftView, ...]
    conflicts: tuple[ConflictView, ...]


@frozen(kw_only=True)
class TakerFilters:
    """Who would take it; by default the person asked, or oneself."""

    user_id: UserId | None = None


def swap_detail(swap: Swap, at: datetime, conflicts: Iterable[Conflict]) -> SwapDetail:
    """Return a swap as it is answered."""
    view = swap_view(swap, at)
    values = {entry.name: getattr(view, entry.name) for entry in fields(SwapView)}
    return SwapDetail(**values, conflicts=conflict_views(conflicts))


def swap_preview(
    swap: Swap, taker_id: UserId, effect: SwapEffect, conflicts: Iterable[Conflict]
) -> SwapPreview:
    """Return what a swap would change as it is answered."""
    return SwapPreview(
        taker_id=taker_id,
        pieces=swap.pieces,
        returned=swap.returned,
        before=tuple(map(_shift_view, effect.before)),
        after=tuple(map(_shift_view, effect.after)),
        conflicts=conflict_views(conflicts),
    )


def _shift_view(shift: Shift) -> ShiftView:
    start, end = shift.interval.start, shift.interval.end
    return ShiftView(start=start, end=end, user_id=shift.user, source=shift.source)
