"""What the checks look up: whom a target may ever yield, and whether it always yields somebody."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import define, field

from hikeshi.flow.directory import Directory
from hikeshi.flow.reachability import reachability
from hikeshi.flow.staffing import Staffing
from hikeshi.incidents.model.escalation_policy import (
    EscalationPolicy,
    OnEmpty,
    RepeatedPage,
    Step,
    Target,
    TargetKind,
)
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.oncall import Layer, Schedule


@define
class Premises:
    """A directory, and the stretch of time that is looked at.

    Args:
        window: Schedules are judged by what they say in it.
    """

    directory: Directory
    window: Interval
    staffing: Staffing = field(init=False)
    _possible: dict[Target, tuple[UserId, ...]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.staffing = Staffing(self.directory, self.window)

    def possible(self, targets: Iterable[Target]) -> tuple[UserId, ...]:
        """Return the active people that these targets may yield at some time, each once."""
        found = (user_id for target in targets for user_id in self._of(target))
        return tuple(dict.fromkeys(found))

    def certain(self, targets: Iterable[Target]) -> bool:
        """Say whether at every instant of the window one of them yields somebody."""
        return any(self._always(target) for target in targets)

    def surely_pages(self, step: Step) -> bool:
        """Say whether the step pages somebody whenever it runs."""
        if step.when is not None or not self.certain(candidates(step)):
            return False
        possible = self.possible(candidates(step))
        return not any(user_id in self.directory.held_back for user_id in possible)

    def reachable(self, user_id: UserId) -> bool:
        """Say whether a page can arrive at this person, whatever its urgency."""
        now = self.window.start
        return reachability(self.directory, user_id, Urgency.HIGH, Severity.SEV1, now).reachable

    def name(self, user_id: UserId) -> str:
        """Return the person's key."""
        user = self.directory.users.get(user_id)
        return user.key if user is not None else str(user_id)

    def names(self, people: Iterable[UserId]) -> str:
        """Return the keys of people, for a sentence."""
        return ", ".join(self.name(user_id) for user_id in people)

    def follow_up(self, policy: EscalationPolicy) -> RepeatedPage | None:
        """Return who is told after the policy's last round."""
        return policy.exhausted or self.directory.last_resort()

    def responders(self) -> tuple[UserId, ...]:
        """Return everybody whom some policy or last resort may page."""
        return self.possible(target for targets in self._all_targets() for target in targets)

    def _all_targets(self) -> Iterator[tuple[Target, ...]]:
        for policy in self.directory.policies.values():
            yield from (candidates(step) for step in policy.steps)
            if policy.exhausted is not None:
                yield policy.exhausted.targets
        last_resort = self.directory.last_resort()
        if last_resort is not None:
            yield last_resort.targets

    def _of(self, target: Target) -> tuple[UserId, ...]:
        if target not in self._possible:
            if target.kind is TargetKind.SCHEDULE:
                schedule = self.directory.schedules.get(ScheduleId(target.id))
                found = self._named(schedule) if schedule is not None else ()
            else:
                found = self.directory.people(target, self.window.start)
            self._possible[target] = found
        return self._possible[target]

    def _named(self, schedule: Schedule) -> tuple[UserId, ...]:
        """Return the active people whom a schedule names from the window's start on."""
        start = self.window.start
        layers = list(schedule.layers_at(start))
        for revision in schedule.revisions:
            layers += revision.layers if revision.effective_at > start else ()
        local = start.astimezone(schedule.zone).replace(tzinfo=None)
        named = [user for layer in layers if _lasts(layer, local) for user in _people(layer)]
        named += [entry.user for entry in schedule.overrides if entry.end > start]
        return tuple(u for u in dict.fromkeys(named) if self.directory.is_active(u))

    def _always(self, target: Target) -> bool:
        if target.kind is not TargetKind.SCHEDULE:
            return bool(self._of(target))
        return self.gap(ScheduleId(target.id)) is None

    def gap(self, schedule_id: ScheduleId) -> Interval | None:
        """Return the first stretch of the window in which nobody active is on call."""
        return next(self.gaps(schedule_id), None)

    def gaps(self, schedule_id: ScheduleId) -> Iterator[Interval]:
        """Yield each stretch of the window in which nobody active is on call."""
        roll = self.staffing.roll(schedule_id)
        at, end = self.window.start, self.window.end
        if roll is None:
            yield self.window
            return
        while at < end:
            crew, until = roll.at(at)
            if not crew.people:
                yield Interval(at, min(until, end))
            at = until


def candidates(step: Step) -> tuple[Target, ...]:
    """Return whom a step may page: its targets, and whoever stands in for them."""
    rule = step.on_empty
    if rule.action is OnEmpty.FALLBACK and rule.fallback is not None:
        return (*step.targets, rule.fallback)
    return step.targets


def _lasts(layer: Layer, local: datetime) -> bool:
    return layer.end is None or layer.end > local


def _people(layer: Layer) -> Iterator[UserId]:
    return (user for turn in layer.users for user in turn)
