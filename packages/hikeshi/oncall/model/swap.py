"""A shift given to somebody else: offered to the team or asked of one person, then accepted."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import ScheduleId, SwapId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.errors import NothingToGiveError, SwapClosedError
from hikeshi.oncall.model.holding import holds, idle
from hikeshi.oncall.model.override import Override, OverrideMode
from hikeshi.oncall.model.schedule import Schedule

NO_LONGER_HELD = "no longer on call at that time"
SCHEDULE_GONE = "the schedule was deleted"


class SwapStatus(StrEnum):
    """What has become of a swap."""

    OFFERED = "offered"
    ASKED = "asked"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    EXPIRED = "expired"
    BROKEN = "broken"


PENDING = frozenset({SwapStatus.OFFERED, SwapStatus.ASKED})


@frozen(kw_only=True)
class Swap:
    """One person gives time on call away; with `returned` they take other time for it.

    Until it is accepted the giver stays on call: an answer that never comes costs no coverage.

    Args:
        giver_id: Who gives away.
        asked_id: The one person who may accept; nothing = whoever of the team comes first.
        pieces: Exactly what is given: the giver's own final shifts when it was offered.
        returned: Exactly what the asked person gives in return.
        taker_id: Who accepted.
        reason: Why it is broken.
        idle: When it stands in for somebody who is no longer there; only once accepted.
        offered_at: The instant of the offer.
        version: Counts edits, from 1.
    """

    id: SwapId
    schedule_id: ScheduleId
    giver_id: UserId
    asked_id: UserId | None = None
    pieces: tuple[Interval, ...] = field()
    returned: tuple[Interval, ...] = ()
    status: SwapStatus
    taker_id: UserId | None = None
    reason: str | None = None
    idle: tuple[Interval, ...] = ()
    offered_at: datetime
    version: int = 1

    @pieces.validator
    def _something(self, _: object, pieces: tuple[Interval, ...]) -> None:
        if not pieces:
            raise NothingToGiveError

    @property
    def start(self) -> datetime:
        """The first instant that changes hands."""
        return min(piece.start for piece in (*self.pieces, *self.returned))

    @property
    def end(self) -> datetime:
        """The first instant after all that changes hands."""
        return max(piece.end for piece in (*self.pieces, *self.returned))

    @property
    def expires_at(self) -> datetime:
        """When it is too late to accept: as it starts; with the end of a shift that was running."""
        sides = [side for side in (self.pieces, self.returned) if side]
        return min(
            side[0].start if side[0].start > self.offered_at else side[-1].end for side in sides
        )

    def status_at(self, at: datetime) -> SwapStatus:
        """Return what has become of it at an instant: nobody has to say that it expired."""
        if self.status in PENDING and at >= self.expires_at:
            return SwapStatus.EXPIRED
        return self.status

    def is_pending(self, at: datetime) -> bool:
        """Say whether it can still be accepted."""
        return self.status_at(at) in PENDING

    def involves(self, user_id: UserId) -> bool:
        """Say whether the person gives, is asked, or has taken."""
        return user_id in {self.giver_id, self.asked_id, self.taker_id}

    def overlaps(self, pieces: Sequence[Interval]) -> bool:
        """Say whether it gives away an instant of these pieces."""
        return any(own.overlaps(other) for own in self.pieces for other in pieces)

    def accept(self, taker_id: UserId, at: datetime) -> "Swap":
        """Return it as accepted; by the same person again it stays as it is.

        Raises:
            SwapClosedError: It is not open any more.
            InvalidError: Somebody else was asked, or the giver cannot take it.
        """
        if self.status is SwapStatus.ACCEPTED and self.taker_id == taker_id:
            return self
        self._check_pending(at)
        if self.asked_id is not None and taker_id != self.asked_id:
            raise InvalidError.at("/user_id", "is not who was asked; offer it to them instead")
        if taker_id == self.giver_id:
            raise InvalidError.at("/user_id", "is who gives it away; name somebody else")
        return self._as(SwapStatus.ACCEPTED, taker_id=taker_id)

    def decline(self, at: datetime) -> "Swap":
        """Return it as declined by the person asked.

        Raises:
            SwapClosedError: It is not open any more, or is offered to everybody.
        """
        if self.status is SwapStatus.DECLINED:
            return self
        self._check_pending(at)
        if self.asked_id is None:
            raise SwapClosedError("It is offered to everybody: there is nobody to decline it.")
        return self._as(SwapStatus.DECLINED)

    def withdraw(self, at: datetime) -> "Swap":
        """Return it as withdrawn; of an accepted one what is to come goes back.

        Raises:
            SwapClosedError: It is over.
        """
        if self.status is SwapStatus.WITHDRAWN:
            return self
        if self.status is not SwapStatus.ACCEPTED:
            self._check_pending(at)
        elif self.end <= at:
            raise SwapClosedError("It is over, and edits never change the past.")
        return self._as(SwapStatus.WITHDRAWN, idle=())

    def recheck(self, schedule: Schedule | None, at: datetime) -> "Swap":
        """Return it as it stands after its schedule has changed.

        A pending one is broken once somebody no longer holds what they would give. An accepted
        one goes on, and says when it stands in for nobody.

        Args:
            schedule: As it is now; nothing where it is gone.
            at: Now; what is over is not looked at.
        """
        if schedule is None:
            return self.break_off(SCHEDULE_GONE)
        if self.status is SwapStatus.ACCEPTED:
            own = (entry for entry in schedule.overrides if entry.swap_id == self.id)
            found = tuple(gap for entry in own for gap in idle(schedule, entry, at))
            return self if found == _to_come(self.idle, at) else self._as(self.status, idle=found)
        return self if self.is_held(schedule, at) else self.break_off(NO_LONGER_HELD)

    def is_held(self, schedule: Schedule, at: datetime) -> bool:
        """Say whether both sides are still on call in what they would give."""
        if not holds(schedule, self.giver_id, self.pieces, at):
            return False
        return self.asked_id is None or holds(schedule, self.asked_id, self.returned, at)

    def break_off(self, reason: str) -> "Swap":
        """Return it as broken."""
        return self._as(SwapStatus.BROKEN, reason=reason, idle=())

    def overrides(self, taker_id: UserId, at: datetime) -> tuple[Override, ...]:
        """Return what acts on the schedule once the person has accepted, from `at` on."""
        there = (self._override(piece, taker_id, self.giver_id, at) for piece in self.pieces)
        back = (self._override(piece, self.giver_id, taker_id, at) for piece in self.returned)
        return tuple(entry for entry in (*there, *back) if entry is not None)

    def _override(
        self, piece: Interval, user_id: UserId, replaces: UserId, at: datetime
    ) -> Override | None:
        if piece.end <= at:
            return None
        start, mode = max(piece.start, at), OverrideMode.REPLACE
        return Override(start, piece.end, user_id, mode, replaces, swap_id=self.id)

    def _check_pending(self, at: datetime) -> None:
        status = self.status_at(at)
        if status not in PENDING:
            raise SwapClosedError(
                Sentence("The swap is {status} and not open any more.", status=status)
            )

    def _as(self, status: SwapStatus, **changes: object) -> "Swap":
        return evolve(self, status=status, version=self.version + 1, **changes)  # type: ignore[arg-type]


def _to_come(spans: Sequence[Interval], at: datetime) -> tuple[Interval, ...]:
    return tuple(Interval(max(span.start, at), span.end) for span in spans if span.end > at)
