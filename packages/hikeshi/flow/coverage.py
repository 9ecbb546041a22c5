"""Is somebody told in time, whatever breaks whenever? Swept from change to change, not sampled.

For every service and severity: how long after its trigger does an incident that nobody
acknowledges reach a first person? Between two changes of whom the play asks about (the
breakpoints of schedules, moved back by the delays that lead to them) the answer is the same, or
falls evenly while a step waits for a shift to begin.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from attrs import define, field, frozen

from hikeshi.flow.asking import Answer, Question
from hikeshi.flow.directory import Directory
from hikeshi.flow.reachability import Reachability
from hikeshi.flow.staffing import Staffing
from hikeshi.flow.unanswered import Outcome, Play
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import EscalationPolicyId, ServiceId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity, Urgency


class Stretch(NamedTuple):
    """Triggers from one instant (included) to another (excluded) of which the same comes.

    Args:
        after: How long after a trigger at `start` somebody is told; nothing = never.
        falling: Later triggers wait so much less; otherwise all wait as long.
        why: What happens on the way, in a sentence.
    """

    start: datetime
    end: datetime
    after: timedelta | None
    falling: bool
    why: str

    def too_late_until(self, within: timedelta) -> datetime | None:
        """Return until when triggers from the start on are told too late; nothing = in time."""
        if self.after is None:
            return self.end
        if self.after <= within:
            return None
        return min(self.end, self.start + (self.after - within)) if self.falling else self.end


@frozen
class Gap:
    """Triggers of which nobody hears in time.

    Args:
        after: How long after a trigger at the gap's start somebody is told; nothing = never.
        why: What happens at the gap's start.
    """

    interval: Interval
    after: timedelta | None
    why: str


@frozen
class ServiceCoverage:
    """How incidents of one service and severity are told, over the whole interval."""

    service_id: ServiceId
    severity: Severity
    stretches: tuple[Stretch, ...]

    @property
    def worst(self) -> timedelta | None:
        """The longest time until somebody is told; nothing = at some time never."""
        found = [stretch.after for stretch in self.stretches]
        known = [after for after in found if after is not None]
        return max(known) if len(known) == len(found) else None

    def gaps(self, within: timedelta) -> Iterator[Gap]:
        """Yield, in order, each stretch of time in which nobody is told in time."""
        running: tuple[Stretch, datetime] | None = None
        for stretch in self.stretches:
            until = stretch.too_late_until(within)
            if running is not None and (until is None or running[1] < stretch.start):
                yield _gap(*running)
                running = None
            if until is not None:
                running = (running[0] if running is not None else stretch, until)
        if running is not None:
            yield _gap(*running)


def _gap(first: Stretch, until: datetime) -> Gap:
    return Gap(Interval(first.start, until), first.after, first.why)


@frozen
class Subject:
    """What decides about an unanswered incident: services that agree in it share the answers."""

    policy_id: EscalationPolicyId | None
    urgency: Urgency
    auto_resolve: timedelta | None


@define
class _Branch:
    """A question, and where each answer leads."""

    question: Question
    leads: dict[Answer, "_Branch | Outcome"] = field(factory=dict)


@define
class Foresight:
    """What comes of a subject's incidents, remembered by what schedules answered."""

    directory: Directory
    staffing: Staffing
    service_id: ServiceId
    severity: Severity
    reaches: dict[tuple[UserId, Urgency], Reachability]
    root: _Branch | Outcome | None = None

    def outcome(self, trigger: datetime) -> tuple[Outcome, timedelta]:
        """Return what comes of an incident, and for how much later triggers the same."""
        node, holds = self.root, timedelta.max
        while isinstance(node, _Branch):
            answer, stays = node.question.ask(trigger)
            holds = min(holds, stays)
            node = node.leads.get(answer)
        if node is None:
            self._play(trigger)
            return self.outcome(trigger)
        return node, min(holds, node.holds)

    def sweep(self, interval: Interval) -> Iterator[Stretch]:
        """Yield what comes of triggers over the whole interval, without a hole."""
        start = interval.start
        while start < interval.end:
            outcome, holds = self.outcome(start)
            end = interval.end if holds >= interval.end - start else start + holds
            yield Stretch(start, end, outcome.after, outcome.falling, outcome.why)
            start = end

    def _play(self, trigger: datetime) -> None:
        """Play it once, and remember the way that led there."""
        play = Play(
            self.directory, self.staffing, self.service_id, self.severity, trigger, self.reaches
        )
        node: _Branch | Outcome = play.outcome()
        branch: _Branch | None = None
        answered: Answer = None
        node_below: _Branch | Outcome | None = self.root
        for question, answer in play.asked:
            if not isinstance(node_below, _Branch):
                node_below = _Branch(question)
                self._put(branch, answered, node_below)
            branch, answered = node_below, answer
            node_below = branch.leads.get(answer)
        self._put(branch, answered, node)

    def _put(self, above: _Branch | None, answer: Answer, below: "_Branch | Outcome") -> None:
        if above is None:
            self.root = below
        else:
            above.leads[answer] = below


def coverage(directory: Directory, interval: Interval) -> tuple[ServiceCoverage, ...]:
    """Return how incidents of each service and severity are told when nobody acknowledges.

    Args:
        directory: Everything people configured.
        interval: When incidents are triggered; what follows them may lie after it.

    Raises:
        UnforeseeableError: What happens depends on what coverage does not look at.
    """
    check_foreseeable(directory)
    span = Interval(interval.start.astimezone(UTC), interval.end.astimezone(UTC))
    staffing = Staffing(directory, span)
    reaches: dict[tuple[UserId, Urgency], Reachability] = {}
    known: dict[Subject, tuple[Stretch, ...]] = {}
    found = []
    for service_id in directory.services:
        for severity in Severity:
            subject = _subject(directory, service_id, severity)
            if subject not in known:
                foresight = Foresight(directory, staffing, service_id, severity, reaches)
                known[subject] = tuple(_joined(foresight.sweep(span)))
            found.append(ServiceCoverage(service_id, severity, known[subject]))
    return tuple(found)


class UnforeseeableError(InvalidError):
    """Coverage does not look at conditions of steps, turns and support hours; rehearse these."""


def check_foreseeable(directory: Directory) -> None:
    """Refuse a configuration whose escalations depend on hours or on turns.

    Raises:
        UnforeseeableError: At the step or the service.
    """
    for number, policy in enumerate(directory.policies.values()):
        for index, step in enumerate(policy.steps):
            place = f"/escalation_policies/{number}/steps/{index}"
            for name in ("when", "round_robin"):
                if getattr(step, name):
                    raise UnforeseeableError.at(
                        f"{place}/{name}", "is not looked at by coverage yet; rehearse it"
                    )
    for number, service in enumerate(directory.services.values()):
        if service.support_hours is not None:
            raise UnforeseeableError.at(
                f"/services/{number}/support_hours",
                "are not looked at by coverage yet; rehearse them",
            )


def _subject(directory: Directory, service_id: ServiceId, severity: Severity) -> Subject:
    rules = directory.rules(service_id)
    return Subject(rules.policy_for(severity), severity.default_urgency, rules.auto_resolve)


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Join neighbours of which the same comes."""
    last: Stretch | None = None
    for stretch in stretches:
        if last is None:
            last = stretch
        elif _goes_on(last, stretch):
            last = last._replace(end=stretch.end)
        else:
            yield last
            last = stretch
    if last is not None:
        yield last


def _goes_on(last: Stretch, stretch: Stretch) -> bool:
    if (last.falling, last.why) != (stretch.falling, stretch.why):
        return False
    if last.after is None or stretch.after is None or not last.falling:
        return last.after == stretch.after
    return last.start + last.after == stretch.start + stretch.after
