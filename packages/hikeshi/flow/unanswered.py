"""An incident nobody acknowledges: how long until the first page reaches somebody?

The incident is decided by the very functions that run in production. Only the roster differs: it
writes down what it was asked of schedules and hours, and answered. The same answers lead to the
same end, so that a question asked once for all triggers of a year is mostly answered from memory.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from attrs import define, evolve, field, frozen

from hikeshi.flow.asking import (
    Answer,
    Change,
    ChangeOfHours,
    Elapses,
    Holds,
    Look,
    Opens,
    Question,
    Wait,
    WaitInHours,
)
from hikeshi.flow.asking_roster import AskingAlmanac, AskingRoster
from hikeshi.flow.coming_pages import ComingPages, Mark, Reached
from hikeshi.flow.directory import Directory
from hikeshi.flow.hours_ahead import HoursAhead, Openings, Phases
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.flow.reachability import Reachability, reachability
from hikeshi.flow.staffing import Crew, Roll, Staffing
from hikeshi.incidents.events import (
    EscalationExhausted,
    IncidentEvent,
    PersonPaged,
    StepSkipped,
    StepWaiting,
    UrgencyRaised,
)
from hikeshi.incidents.model.coming_due import come_due
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalation_policy import Step, Target, TargetKind
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.starting import start_escalation
from hikeshi.incidents.model.timer import Timer, TimerKind
from hikeshi.incidents.model.turns import Turns
from hikeshi.incidents.model.urgency import as_urgent_as_asked
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.condition import Condition
from hikeshi.kernel.ids import IncidentId, ScheduleId, ServiceId, UserId
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.severity import Severity, Urgency

#: Whoever is not told within so long after the trigger, or after a step's wait, never is.
GIVE_UP = timedelta(days=31)

_NOBODYS = UUID(int=0)
#: Instants are as fine as this; what is true just after one is true from the next on.
_NEXT = timedelta.resolution


@frozen
class Outcome:
    """What becomes of an incident nobody acknowledges.

    Args:
        after: How long after the trigger the first page reaches somebody; nothing = never.
        falling: The page leaves at an instant of its own: whoever triggers later waits less.
        why: What happens on the way, in a sentence.
        holds: The same comes of triggers up to so much later, as far as the order of what is
            planned goes; what people and schedules change is known to the questions.
    """

    after: timedelta | None
    falling: bool
    why: str
    holds: timedelta


@define
class Play:
    """Plays one incident from its trigger on.

    Args:
        hours: When hours and days hold.
        reaches: What is known about people already.
        turns: Whose turn it is on steps that take turns.
        asked: What was asked of schedules and hours, in order, with the answers.
        fixed: The present moment does not move with the trigger: a wait ended by a shift.
        fixed_plans: Plans that do not move with the trigger.
        wait: The step that waits, and the instant at which it ends.
        coming: The pages on their way to people.
        phases: Hours that were looked at in the present moment.
    """

    directory: Directory
    staffing: Staffing
    hours: HoursAhead
    service_id: ServiceId
    severity: Severity
    trigger: datetime
    reaches: dict[tuple[UserId, Urgency], Reachability] = field(factory=dict)
    turns: Turns = field(factory=Turns)
    asked: list[tuple[Question, Answer]] = field(factory=list)
    _now: datetime = field(init=False)
    _deadline: Mark = field(init=False)
    _fixed: bool = field(default=False, init=False)
    _fixed_plans: set[Timer] = field(factory=set, init=False)
    _plans: frozenset[Timer] = field(default=frozenset(), init=False)
    _wait: tuple[tuple[int, int, datetime, Urgency], Mark] | None = field(default=None, init=False)
    _holds: timedelta = field(default=timedelta.max, init=False)
    _coming: ComingPages = field(init=False)
    _phases: list[Phases] = field(factory=list, init=False)
    _looked: list[Roll] = field(factory=list, init=False)
    _notes: dict[str, None] = field(factory=dict, init=False)

    def outcome(self) -> Outcome:
        """Play until somebody is reached, or nobody will be."""
        self._now = self.trigger
        self._coming = ComingPages(self._before)
        self._deadline = Mark(self.trigger + GIVE_UP, fixed=False)
        roster = AskingRoster(self.directory, {}, self)
        moment = self._moment()
        incident = as_urgent_as_asked(self._incident(), roster, moment)
        decision = start_escalation(incident, roster, moment)
        before: TimerKind | None = None
        while True:
            self._keep_plans(decision.incident)
            self._take_in(decision)
            incident = decision.incident
            if not incident.status.is_open:
                self._note("the incident resolves by itself before")
                return self._ended(None)
            due = self._next(incident, roster)
            coming = self._coming.first()
            if coming is not None and (due is None or self._before(coming.mark, due[0])):
                return self._told(coming)
            if due is None or not self._before(due[0], self._deadline):
                return self._ended(None)
            mark, timer = due
            if timer.kind is before is TimerKind.LAST_RESORT:
                mark = self._last_of_its_like(mark, incident, decision)
            before = timer.kind
            self._go_to(mark)
            self._plans -= {timer}
            decision = come_due(incident, timer, roster, self._moment())

    def look(self, schedule_id: ScheduleId) -> tuple[UserId, ...]:
        """Answer who is on call now, and write the question down."""
        roll = self.staffing.roll(schedule_id)
        if roll is None:
            return ()
        self._looked.append(roll)
        crew = self._ask(Look(roll, self._now - self.trigger, self._fixed))
        return crew.people if isinstance(crew, Crew) else ()

    def holds(self, phases: Phases) -> bool:
        """Answer whether hours or a day hold now, and write the question down."""
        self._phases.append(phases)
        return self._ask(Holds(phases, self._now - self.trigger, self._fixed)) is True

    def elapses(self, hours: LocalHours, span: timedelta) -> datetime | None:
        """Answer when so much time has passed outside hours, and write the question down."""
        self.holds(self.hours.open(hours))
        after = self._now - self.trigger
        return self._instant(self._ask(Elapses(hours, span, after, self._fixed)))

    def opens(self, openings: Openings) -> datetime | None:
        """Answer when hours open next, and write the question down."""
        return self._instant(self._ask(Opens(openings, self._now - self.trigger, self._fixed)))

    def _keep_plans(self, incident: Incident) -> None:
        """Note of what was planned just now whether it moves with the trigger."""
        plans = frozenset(incident.plans)
        for plan in plans - self._plans:
            if self._fixed or plan.kind is TimerKind.BEGIN_OF_HOURS:
                self._fixed_plans.add(plan)
            else:
                self._fixed_plans.discard(plan)
        self._plans = plans

    def _incident(self) -> Incident:
        rules = self.directory.rules(self.service_id)
        policy_id = rules.policy_for(self.severity)
        if policy_id is None:
            self._note("the service follows no policy")
        return Incident(
            id=IncidentId(_NOBODYS),
            number=1,
            title="",
            created_at=self.trigger,
            severity=self.severity,
            urgency=self.severity.default_urgency,
            service_id=self.service_id,
            escalation_policy_id=policy_id,
        )

    def _moment(self) -> Moment:
        self._looked.clear()
        self._phases.clear()
        return Moment(self._now, lambda: _NOBODYS, SYSTEM, self.turns)

    def _ask(self, question: Question) -> Answer:
        answer, _ = question.ask(self.trigger)
        self.asked.append((question, answer))
        return answer

    def _before(self, one: Mark, other: Mark) -> bool:
        """Say whether one comes before the other; note until which later trigger that holds."""
        if one.at < other.at:
            if other.fixed and not one.fixed:
                self._holds = min(self._holds, other.at - one.at)
            return True
        if one.fixed and not other.fixed:
            self._holds = min(self._holds, one.at - other.at + _NEXT)
        return False

    def _next(self, incident: Incident, roster: LiveRoster) -> tuple[Mark, Timer] | None:
        """Return what comes due next; at one instant by kind, as everywhere."""
        first: tuple[Mark, Timer] | None = None
        for plan in sorted(incident.plans, key=lambda plan: plan.kind):
            mark = self._mark(plan, incident, roster)
            if first is None or self._before(mark, first[0]):
                first = (mark, plan)
        return first

    def _mark(self, plan: Timer, incident: Incident, roster: LiveRoster) -> Mark:
        escalation = incident.escalation
        planned = Mark(plan.due_at, plan in self._fixed_plans)
        until = escalation.waiting_until
        if plan.kind is not TimerKind.ESCALATION or until is None:
            return planned
        waiting = escalation.round, escalation.step, until, incident.urgency
        if self._wait is None or self._wait[0] != waiting:
            policy = None
            if escalation.policy_id is not None:
                policy = roster.policy(escalation.policy_id, escalation.policy_version)
            step = policy.step(escalation.step) if policy is not None else None
            covered = self._covered(step, until, incident.urgency) if step is not None else None
            ends = Mark(until, self._fixed) if covered is None else Mark(covered, fixed=True)
            self._wait = waiting, ends
        return self._wait[1]

    def _rolls(self, targets: tuple[Target, ...]) -> tuple[Roll, ...]:
        ids = (ScheduleId(t.id) for t in targets if t.kind is TargetKind.SCHEDULE)
        found = (self.staffing.roll(schedule_id) for schedule_id in ids)
        return tuple(roll for roll in found if roll is not None)

    def _covered(self, step: Step, until: datetime, urgency: Urgency) -> datetime | None:
        rolls = self._rolls(step.targets)
        spans = self._now - self.trigger, until - self.trigger
        when = step.when if step.when is not None and step.when.asks_responders else None
        quiet = urgency is Urgency.HIGH and bool(self.directory.held_back)
        if when is not None or quiet:
            people, hours = self._people(step.targets), partial(self._hours_of, when, quiet)
            return self._instant(self._ask(WaitInHours(rolls, people, hours, *spans, self._fixed)))
        if not rolls:
            return None
        return self._instant(self._ask(Wait(rolls, *spans, self._fixed)))

    def _people(self, targets: tuple[Target, ...]) -> tuple[UserId, ...]:
        """Return who is there at any time, whatever schedules say."""
        static = (t for t in targets if t.kind is not TargetKind.SCHEDULE)
        return tuple(u for target in static for u in self.directory.people(target, self._now))

    def _hours_of(self, when: Condition | None, quiet: bool, user_id: UserId) -> Phases:
        user = self.directory.users.get(user_id)
        zone = user.time_zone if user is not None else "UTC"
        held = self.directory.quiet_hours(user_id) if quiet else None
        return self.hours.presence(() if when is None else when.times, zone, held)

    def _changes(self, rolls: tuple[Roll, ...], until: datetime) -> datetime | None:
        if not rolls:
            return None
        return self._instant(
            self._ask(Change(rolls, self._now - self.trigger, until - self.trigger))
        )

    def _changes_of_hours(self) -> Iterator[datetime]:
        if self._phases:
            spans = self._now - self.trigger, self._deadline.at - self.trigger
            found = self._instant(self._ask(ChangeOfHours(tuple(self._phases), *spans)))
            if found is not None:
                yield found

    def _instant(self, answer: Answer) -> datetime | None:
        return self.trigger + answer if isinstance(answer, timedelta) else None

    def _last_of_its_like(self, mark: Mark, incident: Incident, decision: Decision) -> Mark:
        """Return the last repetition that finds the very same people as the one just played.

        Those between have nothing new to say, and may be as many as there are minutes in a month.
        """
        every = mark.at - self._now
        bounds = [self._deadline.at]
        others = [p for p in incident.plans if p.kind is not TimerKind.LAST_RESORT]
        bounds += [plan.due_at for plan in others]
        changes = self._changes(tuple(self._looked), self._deadline.at)
        if changes is not None:
            bounds.append(changes)
        bounds += self._changes_of_hours()
        skipped = (min(bounds) - mark.at - _NEXT) // every
        if skipped <= 0:
            return mark
        if any(isinstance(event, PersonPaged) for event in decision.events):
            self._coming.soonest = None
        last = evolve(mark, at=mark.at + skipped * every)
        for plan in others:
            self._before(last, Mark(plan.due_at, plan in self._fixed_plans))
        return last

    def _go_to(self, mark: Mark) -> None:
        self._now, self._fixed = mark.at, mark.fixed
        if mark.fixed and not self._deadline.fixed:
            self._deadline = Mark(mark.at + GIVE_UP, fixed=True)

    def _take_in(self, decision: Decision) -> None:
        """Take note of what was decided; a page ends the one that was still to come."""
        pages = [event for event in decision.events if isinstance(event, PersonPaged)]
        if any(page.supersedes for page in pages):
            over = self._coming.supersede(pages)
            if over is not None:
                told = self._name(over.user_id)
                self._note(f"the next page comes before the first rule of {told} runs")
        for event in decision.events:
            self._explain(event)
        for page in pages:
            reach = self._reach(page)
            if reach.after is None:
                what = f"{_place(page)} pages {self._name(page.user_id)}"
                self._note(f"{what}, who has no verified contact method")
                continue
            quiet = self.directory.contact(page.user_id).quiet(page.urgency)
            fixed = self._fixed or (quiet is not None and self.holds(self.hours.open(quiet)))
            self._coming.expect(page.user_id, self._now, reach, fixed=fixed)

    def _reach(self, page: PersonPaged) -> Reachability:
        """Return what becomes of a page; what conditions look up becomes questions."""
        who, urgency = page.user_id, page.urgency
        if self.directory.contact(who).asks(urgency):
            almanac = AskingAlmanac(self)
            return reachability(self.directory, who, urgency, page.severity, self._now, almanac)
        known = (who, urgency)
        if known not in self.reaches:
            found = reachability(self.directory, who, urgency, page.severity, self._now)
            self.reaches[known] = found
        return self.reaches[known]

    def _explain(self, event: IncidentEvent) -> None:
        if isinstance(event, StepSkipped):
            self._note(f"step {event.step} is passed: {event.reason}")
        elif isinstance(event, StepWaiting):
            self._note(f"step {event.step} waits for somebody to come on call")
        elif isinstance(event, UrgencyRaised):
            self._note("support hours begin")
        elif isinstance(event, EscalationExhausted):
            end = "the last resort follows" if event.followed_up else "nobody else is told"
            self._note(f"the policy is at its end and {end}")

    def _told(self, reached: Reached) -> Outcome:
        if not self._before(reached.mark, self._deadline):
            return self._ended(None)
        self._note(f"{self._name(reached.user_id)} is told")
        return self._ended(reached.mark)

    def _ended(self, reached: Mark | None) -> Outcome:
        why = "; ".join((*self._whose_turn(), *self._notes)) or "nobody is told in time"
        if reached is None:
            return Outcome(None, falling=False, why=why, holds=self._holds)
        return Outcome(reached.at - self.trigger, reached.fixed, why, self._holds)

    def _whose_turn(self) -> Iterator[str]:
        """Say of each step that took turns whose it was when the incident began."""
        for place in sorted(self.turns.asked & self.turns.known.keys()):
            targets = self.directory.policies[place.policy_id].step(place.step).targets
            first = targets[self.turns.known[place]]
            whose = first.key if first.kind is TargetKind.USER else first.via
            yield f"when in step {place.step} it is the turn of {whose}"

    def _note(self, text: str) -> None:
        self._notes[text] = None

    def _name(self, user_id: UserId) -> str:
        user = self.directory.users.get(user_id)
        return user.key if user is not None else str(user_id)


def _place(page: PersonPaged) -> str:
    return f"step {page.step}" if page.step is not None else "the last resort"
