"""Is somebody told in time, whatever breaks whenever? Swept from change to change, not sampled.

For every service and severity: how long after its trigger does an incident that nobody
acknowledges reach a first person? Between two changes of what the play asks about (the
breakpoints of schedules, hours and days, moved back by the delays that lead to them) the answer is
the same, or falls evenly while a step waits for a shift, or an incident for support hours, to
begin. Of the ways in which turns can stand, the worst counts at every instant.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from attrs import define, field, frozen

from hikeshi.flow.asking import Answer, Question
from hikeshi.flow.directory import Directory
from hikeshi.flow.hours_ahead import HoursAhead
from hikeshi.flow.quiet_spans import quiet_spans
from hikeshi.flow.reachability import Reachability
from hikeshi.flow.staffing import Staffing
from hikeshi.flow.stretches import Stretch, joined, outside
from hikeshi.flow.unanswered import Outcome, Play
from hikeshi.flow.worst_turn import check_turns, places, worst
from hikeshi.incidents.model.turns import TurnPlace, Turns
from hikeshi.kernel.ids import EscalationPolicyId, ServiceId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.kernel.support_hours import SupportHours


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
    """How incidents of one service and severity are told, over the whole interval.

    Args:
        stretches: What comes of triggers, whoever's turn it is, wherever incidents begin at all.
        suppressed: When none begin: maintenance, and silences that let no plain alert through.
    """

    service_id: ServiceId
    severity: Severity
    stretches: tuple[Stretch, ...]
    suppressed: tuple[Interval, ...] = ()

    @property
    def worst(self) -> timedelta | None:
        """The longest time until somebody is told; nothing = at some time never."""
        found = [stretch.after for stretch in self.stretches]
        known = [after for after in found if after is not None]
        return max(known, default=timedelta(0)) if len(known) == len(found) else None

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
    """What decides about an unanswered incident: services that agree in it share the answers.

    Args:
        severity: Where steps or support hours ask for it.
    """

    policy_id: EscalationPolicyId | None
    urgency: Urgency
    auto_resolve: timedelta | None
    support_hours: SupportHours | None = None
    severity: Severity | None = None


@define
class _Branch:
    """A question, and where each answer leads."""

    question: Question
    leads: dict[Answer, "_Branch | Outcome"] = field(factory=dict)


@define
class Foresight:
    """What comes of a subject's incidents, remembered by what schedules and hours answered.

    Args:
        standing: Whose turn it is at each step that takes turns; at others it is the first's.
        asked: The steps that took turns.
    """

    directory: Directory
    staffing: Staffing
    hours: HoursAhead
    service_id: ServiceId
    severity: Severity
    reaches: dict[tuple[UserId, Urgency], Reachability]
    standing: Mapping[TurnPlace, int] = field(factory=dict)
    asked: set[TurnPlace] = field(factory=set)
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
            self.directory,
            self.staffing,
            self.hours,
            self.service_id,
            self.severity,
            trigger,
            self.reaches,
            Turns(self.standing),
        )
        node: _Branch | Outcome = play.outcome()
        self.asked |= play.turns.asked
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
        UnforeseeableError: Turns can stand in too many ways.
    """
    check_turns(directory)
    span = Interval(interval.start.astimezone(UTC), interval.end.astimezone(UTC))
    sweep = _Sweep(directory, span, Staffing(directory, span), HoursAhead(directory.almanac, span))
    return tuple(
        sweep.row(service_id, severity)
        for service_id in directory.services
        for severity in Severity
    )


@define
class _Sweep:
    """Sweeps subjects, each once.

    Args:
        reaches: What is known about people.
        known: What comes of the triggers of each subject.
    """

    directory: Directory
    span: Interval
    staffing: Staffing
    hours: HoursAhead
    reaches: dict[tuple[UserId, Urgency], Reachability] = field(factory=dict)
    known: dict[Subject, tuple[Stretch, ...]] = field(factory=dict)

    def row(self, service_id: ServiceId, severity: Severity) -> ServiceCoverage:
        subject = _subject(self.directory, service_id, severity)
        if subject not in self.known:
            found = worst(self._ways(subject, service_id, severity, {}))
            self.known[subject] = tuple(joined(found))
        stretches = self.known[subject]
        quiet = quiet_spans(self.directory, service_id, severity, self.span)
        if quiet:
            stretches = tuple(outside(stretches, quiet))
        return ServiceCoverage(service_id, severity, stretches, quiet)

    def _ways(
        self,
        subject: Subject,
        service_id: ServiceId,
        severity: Severity,
        standing: Mapping[TurnPlace, int],
    ) -> Iterator[list[Stretch]]:
        """Yield what comes of each way in which the turns can stand, as far as it matters."""
        found = Foresight(
            self.directory,
            self.staffing,
            self.hours,
            service_id,
            severity,
            self.reaches,
            standing,
        )
        stretches = list(found.sweep(self.span))
        policy = self.directory.policies.get(subject.policy_id) if subject.policy_id else None
        place = next((p for p in places(policy) if p in found.asked and p not in standing), None)
        if policy is None or place is None:
            yield stretches
            return
        for turn in range(len(policy.step(place.step).targets)):
            yield from self._ways(subject, service_id, severity, {**standing, place: turn})


def _subject(directory: Directory, service_id: ServiceId, severity: Severity) -> Subject:
    rules = directory.rules(service_id)
    policy_id, hours = rules.policy_for(severity), rules.support_hours
    policy = directory.policies.get(policy_id) if policy_id is not None else None
    steps = policy.steps if policy is not None else ()
    conditions = [step.when for step in steps]
    conditions += [rule.when for rule in directory.notification_rules]
    asks = hours is not None or any(when and when.severities for when in conditions)
    return Subject(
        policy_id,
        severity.default_urgency,
        rules.auto_resolve,
        hours,
        severity if asks else None,
    )
