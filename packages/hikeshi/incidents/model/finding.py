"""Whom a step yields now: its targets, whose turn it is, and who is within their hours."""

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.incidents.events import PersonLeftOut
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalation_policy import OnEmpty, Step, Target
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.condition import Condition, Failed, failing_for
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.severity import Urgency


@frozen
class Found:
    """A person and the target that yielded them first."""

    user_id: UserId
    via: str


@frozen
class Yield:
    """Whom a step found.

    Args:
        people: To be paged, each once.
        left_out: Found, but outside their own hours.
        quiet: Found, but in quiet hours in which even what is urgent waits for them.
    """

    people: tuple[Found, ...]
    left_out: tuple[UserId, ...] = ()
    quiet: tuple[UserId, ...] = ()

    def after(self, *others: "Yield") -> "Yield":
        """Return it with those who were left out before."""
        left_out = dict.fromkeys(u for each in (*others, self) for u in each.left_out)
        quiet = dict.fromkeys(user for each in (*others, self) for user in each.quiet)
        return evolve(self, left_out=tuple(left_out), quiet=tuple(quiet))


def find(targets: Iterable[Target], roster: Roster, moment: Moment) -> tuple[Found, ...]:
    """Look the targets up now; each person once, through the first target that yields them."""
    found: dict[UserId, str] = {}
    for target in targets:
        for user_id in roster.people(target, moment.now):
            found.setdefault(user_id, target.via)
    return tuple(Found(user_id, via) for user_id, via in found.items())


def yielded(
    step: Step, place: TurnPlace, urgency: Urgency, roster: Roster, moment: Moment
) -> Yield:
    """Return whom the step pages now: all of its targets or the one whose turn it is.

    A target with nobody is passed over, and takes no turn; nobody at all lets whoever stands in.
    """
    found = _turn(step, place, urgency, roster, moment) if step.round_robin else None
    if found is None:
        everybody = find(step.targets, roster, moment)
        found = within_hours(everybody, step.when, urgency, roster, moment)
    if found.people or step.on_empty.action is not OnEmpty.FALLBACK:
        return found
    if step.on_empty.fallback is None:
        return found
    fallback = find((step.on_empty.fallback,), roster, moment)
    return within_hours(fallback, step.when, urgency, roster, moment).after(found)


def _turn(
    step: Step, place: TurnPlace, urgency: Urgency, roster: Roster, moment: Moment
) -> Yield | None:
    """Take the next turn that yields somebody; nothing where none does."""
    count = len(step.targets)
    first = moment.turns.next(place)
    before: list[Yield] = []
    for number in range(first, first + count):
        people = find((step.targets[number % count],), roster, moment)
        found = within_hours(people, step.when, urgency, roster, moment)
        if found.people:
            moment.turns.take(place, (number + 1) % count)
            return found.after(*before)
        before.append(found)
    return None


def within_hours(
    people: tuple[Found, ...],
    when: Condition | None,
    urgency: Urgency,
    roster: Roster,
    moment: Moment,
) -> Yield:
    """Leave out whoever is outside their own hours, where the condition asks about these.

    Whoever lets even pages of high urgency wait for the end of their quiet hours is left out in
    them, so that others are paged at once.
    """
    asks = when is not None and when.asks_responders
    left_out = tuple(
        each.user_id
        for each in people
        if asks and not _in_hours(each.user_id, when, roster, moment.now)
    )
    quiet = tuple(
        each.user_id
        for each in people
        if urgency is Urgency.HIGH
        and each.user_id not in left_out
        and _in_quiet_hours(each.user_id, roster, moment.now)
    )
    if not left_out and not quiet:  # as nearly always
        return Yield(people)
    awake = tuple(each for each in people if each.user_id not in {*left_out, *quiet})
    return Yield(awake, left_out, quiet)


def _in_hours(user_id: UserId, when: Condition | None, roster: Roster, at: datetime) -> bool:
    return when is None or when.open_for(roster.time_zone(user_id), roster.almanac, at)


def _in_quiet_hours(user_id: UserId, roster: Roster, at: datetime) -> bool:
    quiet = roster.quiet_hours(user_id)
    return quiet is not None and roster.almanac.is_open(quiet, at)


def hours_begin(
    found: Yield, when: Condition | None, roster: Roster, at: datetime
) -> datetime | None:
    """Return when the first of those who were left out may be there."""
    openings = (
        roster.almanac.opening_after(entry.hours_in(roster.time_zone(user_id)), at)
        for user_id in found.left_out
        for entry in (when.times if when is not None else ())
    )
    hours = (quiet for user_id in found.quiet if (quiet := roster.quiet_hours(user_id)) is not None)
    closings = (roster.almanac.closing_after(quiet, at) for quiet in hours)
    return min((each for each in (*openings, *closings) if each is not None), default=None)


def failing(
    when: Condition | None, incident: Incident, roster: Roster, at: datetime
) -> Failed | None:
    """Return which part of a condition does not hold; nothing where all of them do.

    Hours of the people themselves are asked about when they are found.
    """
    return failing_for(when, incident.severity, incident.urgency, roster.almanac, at)


def note_left_out(decision: Decision, found: Yield, roster: Roster, moment: Moment) -> Decision:
    """Say of each person who was found and is not paged that they are left out, and why."""
    if not found.left_out and not found.quiet:
        return decision
    escalation = decision.incident.escalation
    reasons = dict.fromkeys(found.left_out, "it is outside their hours")
    reasons |= dict.fromkeys(found.quiet, "they keep quiet hours")
    for user_id, reason in reasons.items():
        decision = decision.noting(
            moment,
            PersonLeftOut,
            user_id=user_id,
            step=escalation.step,
            round=escalation.round,
            time_zone=roster.time_zone(user_id),
            reason=reason,
        )
    return decision
