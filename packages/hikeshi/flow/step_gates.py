"""When a step runs, and whom of those it finds it pages: conditions, from change to change."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime

from attrs import define, field

from hikeshi.flow.hours_ahead import midnights
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.incidents.model.escalation_policy import Step
from hikeshi.kernel.condition import Condition, failing_for
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.kernel.support_hours import SupportHours


@define
class StepGate:
    """The condition of one step, asked about incidents of one severity.

    Args:
        hours: Support hours of the service: outside of them urgency is low.
        bounds: Every instant of the span at which an answer may change, ascending.
    """

    roster: LiveRoster
    step: Step
    severity: Severity
    hours: SupportHours | None
    span: Interval
    bounds: list[datetime] = field(init=False)

    def __attrs_post_init__(self) -> None:
        found = set() if self.step.when is None else set(self._changes(self.step.when))
        self.bounds = sorted(found.union(self._quiet_changes()))

    def admitted(
        self, people: tuple[UserId, ...], at: datetime
    ) -> tuple[tuple[UserId, ...], datetime]:
        """Return whom of these the step pages, and an instant until which that does not change."""
        when, almanac = self.step.when, self.roster.almanac
        if when is None and not self.bounds:
            return people, self.span.end
        index = bisect_right(self.bounds, at)
        until = self.bounds[index] if index < len(self.bounds) else self.span.end
        urgency = self._urgency(at)
        if failing_for(when, self.severity, urgency, almanac, at) is not None:
            return (), until
        if when is not None and when.asks_responders:
            zone = self.roster.time_zone
            people = tuple(user for user in people if when.open_for(zone(user), almanac, at))
        if urgency is Urgency.HIGH:
            people = tuple(user for user in people if not self._in_quiet_hours(user, at))
        return people, until

    def _in_quiet_hours(self, user_id: UserId, at: datetime) -> bool:
        quiet = self.roster.quiet_hours(user_id)
        return quiet is not None and self.roster.almanac.is_open(quiet, at)

    def _quiet_changes(self) -> Iterator[datetime]:
        """Yield when quiet hours begin or end in which even what is urgent waits."""
        held = [self.roster.quiet_hours(user_id) for user_id in self.roster.directory.users]
        for quiet in held:
            if quiet is not None:
                yield from quiet.changes(self.span)
        if any(held) and self.hours is not None:
            closed = self.roster.directory.almanac.closed(self.hours)
            yield from self.hours.changes(self.span, closed)

    def _urgency(self, at: datetime) -> Urgency:
        wanted = self.severity.default_urgency
        if self.hours is None:
            return wanted
        if self.severity in self.hours.always_high:
            return Urgency.HIGH
        return wanted if self.roster.almanac.is_open(self.hours, at) else Urgency.LOW

    def _changes(self, when: Condition) -> Iterator[datetime]:
        people = {user.time_zone for user in self.roster.directory.users.values()}
        for entry in when.times:
            for zone in people if entry.of_responder else {entry.time_zone}:
                yield from entry.hours_in(zone).changes(self.span)
        if when.holidays is not None:
            yield from midnights(when.holiday_zone, self.span)
        if when.urgencies and self.hours is not None:
            closed = self.roster.directory.almanac.closed(self.hours)
            yield from self.hours.changes(self.span, closed)
