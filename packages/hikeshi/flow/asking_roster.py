"""The roster of a play: what decisions look up becomes questions that are written down."""

from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from hikeshi.flow.hours_ahead import HoursAhead, Openings, Phases
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.ids import HolidaySetId, ScheduleId, UserId
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.support_hours import SupportHours


class Asked(Protocol):
    """Answers for its present moment, and writes down what it was asked."""

    @property
    def hours(self) -> HoursAhead:
        """When hours and days hold."""
        ...

    def look(self, schedule_id: ScheduleId) -> tuple[UserId, ...]:
        """Answer who is on call now."""
        ...

    def holds(self, phases: Phases) -> bool:
        """Answer whether hours or a day hold now."""
        ...

    def elapses(self, hours: LocalHours, span: timedelta) -> datetime | None:
        """Answer when so much time has passed outside hours, from now on."""
        ...

    def opens(self, openings: Openings) -> datetime | None:
        """Answer when hours open next."""
        ...


@frozen
class AskingRoster(LiveRoster):
    """The live roster, whose questions to schedules go through the play."""

    play: Asked

    @property
    def almanac(self) -> Almanac:
        """What time it is somewhere, asked through the play."""
        return AskingAlmanac(self.play)

    def people(self, target: Target, at: datetime) -> tuple[UserId, ...]:
        """Return whom the target yields at that instant, in order; only active people."""
        if target.kind is TargetKind.SCHEDULE:
            return self.play.look(ScheduleId(target.id))
        return super().people(target, at)

    def covered_at(self, targets: tuple[Target, ...], at: datetime) -> datetime | None:
        """Return nothing: the play itself finds out when a waiting step is covered."""
        del targets, at
        return None


@frozen
class AskingAlmanac:
    """Hours and days, asked for the present moment of a play."""

    play: Asked

    def is_open(self, hours: LocalHours, at: datetime) -> bool:
        """Say whether one of the windows is open."""
        del at
        return self.play.holds(self.play.hours.open(hours))

    def opening_after(self, hours: LocalHours, at: datetime) -> datetime | None:
        """Return when support hours begin; when a waiting step may page, the play finds out."""
        del at
        if not isinstance(hours, SupportHours):
            return None
        return self.play.opens(self.play.hours.openings(hours))

    def closing_after(self, hours: LocalHours, at: datetime) -> datetime | None:
        """Return nothing: when a waiting step may page, the play finds out."""
        del hours, at
        return None

    def elapsed_outside(self, hours: LocalHours, at: datetime, span: timedelta) -> datetime | None:
        """Return when so much time has passed outside the windows."""
        del at
        return self.play.elapses(hours, span)

    def is_holiday(self, set_id: HolidaySetId, zone: str, at: datetime) -> bool:
        """Say whether the local day of that zone is one of the set."""
        del at
        return self.play.holds(self.play.hours.holiday(set_id, zone))
