"""Who would be paged differently, and when? Two configurations, swept from change to change.

A step is looked at when it runs: an interval says at which instants the step pages others than
before, not when the incident began.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from attrs import define, field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.flow.staffing import Staffing
from hikeshi.flow.step_gates import StepGate
from hikeshi.incidents.model.escalation_policy import Step, Target, TargetKind
from hikeshi.kernel.ids import EscalationPolicyId, ScheduleId, ServiceId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity
from hikeshi.oncall import check_extent

#: People, and an instant until which they do not change.
Answer = tuple[tuple[UserId, ...], datetime]
Question = Callable[[datetime], Answer]
Pair = tuple[EscalationPolicyId | None, EscalationPolicyId | None]


class Stretch(NamedTuple):
    """The same people before, and the same others after, from `start` (included) to `end`."""

    start: datetime
    end: datetime
    before: tuple[UserId, ...]
    after: tuple[UserId, ...]


@frozen
class OnCallChange:
    """Others are on call in a schedule."""

    schedule_id: ScheduleId
    stretch: Stretch


@frozen
class PagingChange:
    """Others are paged by a step for a service and severity; steps count from 1."""

    service_id: ServiceId
    severity: Severity
    step: int
    stretch: Stretch


@frozen(kw_only=True)
class PagingChanges:
    """Everything two configurations differ in for people: maximal intervals, in order."""

    on_call: tuple[OnCallChange, ...]
    paging: tuple[PagingChange, ...]


def paging_changes(before: Directory, after: Directory, interval: Interval) -> PagingChanges:
    """Return who would be paged differently, and when.

    Args:
        before: A configuration.
        after: Another one, in which what stays has the same identities.
        interval: When steps run.

    Raises:
        TooManyPiecesError: Schedules change hands more often than one answer may cost.
    """
    span = Interval(interval.start.astimezone(UTC), interval.end.astimezone(UTC))
    sides = _Side(before, Staffing(before, span)), _Side(after, Staffing(after, span))
    for side in sides:
        for schedule in side.directory.schedules.values():
            check_extent(schedule, span)
    comparison = _Comparison(span, *sides)
    return PagingChanges(on_call=tuple(comparison.on_call()), paging=tuple(comparison.paging()))


@frozen
class _Side:
    """One of the two configurations."""

    directory: Directory
    staffing: Staffing

    def policy(self, service_id: ServiceId, severity: Severity) -> EscalationPolicyId | None:
        found = self.directory.rules(service_id).policy_for(severity)
        return found if found in self.directory.policies else None

    def steps(self, policy_id: EscalationPolicyId | None) -> tuple[Step, ...]:
        return () if policy_id is None else self.directory.policies[policy_id].steps

    def on_call(self, schedule_id: ScheduleId, at: datetime) -> Answer:
        roll = self.staffing.roll(schedule_id)
        if roll is None:
            return (), self.staffing.interval.end
        crew, until = roll.at(at)
        return crew.people, until

    def gate(self, step: Step, asked: "_Asked") -> StepGate:
        rules = self.directory.rules(asked.service_id)
        roster = LiveRoster(self.directory, {})
        return StepGate(roster, step, asked.severity, rules.support_hours, self.staffing.interval)

    def paged(self, gate: StepGate | None, at: datetime) -> Answer:
        """Return whom a step pages that runs at an instant; nobody where there is no step."""
        if gate is None:
            return (), self.staffing.interval.end
        found, until = self._people(gate.step.targets, at)
        people, holds = gate.admitted(found, at)
        until, fallback = min(until, holds), gate.step.on_empty.fallback
        if people or fallback is None:
            return people, until
        found, changes = self._people((fallback,), at)
        instead, holds = gate.admitted(found, at)
        return instead, min(until, changes, holds)

    def _people(self, targets: tuple[Target, ...], at: datetime) -> Answer:
        found: dict[UserId, None] = {}
        until = self.staffing.interval.end
        for target in targets:
            if target.kind is TargetKind.SCHEDULE:
                people, changes = self.on_call(ScheduleId(target.id), at)
                until = min(until, changes)
            else:
                people = self.directory.people(target, at)
            found.update(dict.fromkeys(people))
        return tuple(found), until


@frozen
class _Asked:
    """Which incidents are asked about."""

    service_id: ServiceId
    severity: Severity


@define
class _Comparison:
    """The two configurations side by side.

    Args:
        known: What was found for two policies; services and severities share it.
    """

    span: Interval
    before: _Side
    after: _Side
    known: dict[Pair, tuple[tuple[int, Stretch], ...]] = field(factory=dict)

    def on_call(self) -> Iterator[OnCallChange]:
        ids = {**self.before.directory.schedules, **self.after.directory.schedules}
        for schedule_id in ids:
            for stretch in self._sweep(
                partial(self.before.on_call, schedule_id), partial(self.after.on_call, schedule_id)
            ):
                yield OnCallChange(schedule_id, stretch)

    def paging(self) -> Iterator[PagingChange]:
        ids = {**self.before.directory.services, **self.after.directory.services}
        for service_id in ids:
            for severity in Severity:
                pair = (
                    self.before.policy(service_id, severity),
                    self.after.policy(service_id, severity),
                )
                asked = _Asked(service_id, severity)
                for number, stretch in self._shared(pair, asked):
                    yield PagingChange(service_id, severity, number, stretch)

    def _shared(self, pair: Pair, asked: _Asked) -> Iterable[tuple[int, Stretch]]:
        """Return what is the same for all services and severities unless a step asks for them."""
        steps = (*self.before.steps(pair[0]), *self.after.steps(pair[1]))
        if any(step.when is not None for step in steps):
            return self._steps(pair, asked)
        if pair not in self.known:
            self.known[pair] = tuple(self._steps(pair, asked))
        return self.known[pair]

    def _steps(self, pair: Pair, asked: _Asked) -> Iterator[tuple[int, Stretch]]:
        olds, news = self.before.steps(pair[0]), self.after.steps(pair[1])
        for index in range(max(len(olds), len(news))):
            one = self.before.gate(olds[index], asked) if index < len(olds) else None
            other = self.after.gate(news[index], asked) if index < len(news) else None
            for stretch in self._sweep(
                partial(self.before.paged, one), partial(self.after.paged, other)
            ):
                yield index + 1, stretch

    def _sweep(self, old: Question, new: Question) -> Iterator[Stretch]:
        """Yield, joined, the stretches of time in which the answers differ."""
        at, running = self.span.start, None
        while at < self.span.end:
            (before, holds), (after, stays) = old(at), new(at)
            end = min(holds, stays, self.span.end)
            if running is not None and _alike(running, before, after):
                running = running._replace(end=end)
            else:
                if running is not None and _differ(running):
                    yield running
                running = Stretch(at, end, before, after)
            at = end
        if running is not None and _differ(running):
            yield running


def _differ(stretch: Stretch) -> bool:
    return set(stretch.before) != set(stretch.after)


def _alike(running: Stretch, before: tuple[UserId, ...], after: tuple[UserId, ...]) -> bool:
    return set(running.before) == set(before) and set(running.after) == set(after)
