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
    """

    people: tuple[Found, ...]
    left_out: tuple[UserId, ...] = ()


def find(targets: Iterable[Target], roster: Roster, moment: Moment) -> tuple[Found, ...]:
    """Look the targets up now; each person once, through the first target that yields them."""
    found: dict[UserId, str] = {}
    for target in targets:
        for user_id in roster.people(target, moment.now):
            found.setdefault(user_id, target.via)
    return tuple(Found(user_id, via) for user_id, via in found.items())


def yielded(step: Step, place: TurnPlace, roster: Roster, moment: Moment) -> Yield:
    """Return whom the step pages now: all of its targets or the one whose turn it is.

    A target with nobody is passed over, and takes no turn; nobody at all lets whoever stands in.
    """
    found = _turn(step, place, roster, moment) if step.round_robin else None
    if found is None:
        found = within_hours(find(step.targets, roster, moment), step.when, roster, moment)
    if found.people or step.on_empty.action is not OnEmpty.FALLBACK:
        return found
    if step.on_empty.fallback is None:
        return found
    fallback = find((step.on_empty.fallback,), roster, moment)
    standing_in = within_hours(fallback, step.when, roster, moment)
    left_out = dict.fromkeys((*found.left_out, *standing_in.left_out))
    return evolve(standing_in, left_out=tuple(left_out))


def _turn(step: Step, place: TurnPlace, roster: Roster, moment: Moment) -> Yield | None:
    """Take the next turn that yields somebody; nothing where none does."""
    count = len(step.targets)
    first = moment.turns.next(place)
    left_out: dict[UserId, None] = {}
    for number in range(first, first + count):
        people = find((step.targets[number % count],), roster, moment)
        found = within_hours(people, step.when, roster, moment)
        left_out |= dict.fromkeys(found.left_out)
        if found.people:
            moment.turns.take(place, (number + 1) % count)
            return evolve(found, left_out=tuple(left_out))
    return None


def within_hours(
    people: tuple[Found, ...], when: Condition | None, roster: Roster, moment: Moment
) -> Yield:
    """Leave out whoever is outside their own hours, where the condition asks about these."""
    if when is None or not when.asks_responders:
        return Yield(people)
    left_out = tuple(
        each.user_id
        for each in people
        if not when.open_for(roster.time_zone(each.user_id), roster.almanac, moment.now)
    )
    return Yield(tuple(each for each in people if each.user_id not in left_out), left_out)


def hours_begin(
    left_out: Iterable[UserId], when: Condition | None, roster: Roster, at: datetime
) -> datetime | None:
    """Return when the first of these people comes into their hours."""
    if when is None:
        return None
    openings = (
        roster.almanac.opening_after(entry.hours_in(roster.time_zone(user_id)), at)
        for user_id in left_out
        for entry in when.times
    )
    return min((opening for opening in openings if opening is not None), default=None)


def failing(
    when: Condition | None, incident: Incident, roster: Roster, at: datetime
) -> Failed | None:
    """Return which part of a condition does not hold; nothing where all of them do.

    Hours of the people themselves are asked about when they are found.
    """
    return failing_for(when, incident.severity, incident.urgency, roster.almanac, at)


def note_left_out(
    decision: Decision,
    left_out: Iterable[UserId],
    roster: Roster,
    moment: Moment,
) -> Decision:
    """Say of each person whose hours it is not that they are left out, and why."""
    escalation = decision.incident.escalation
    for user_id in left_out:
        decision = decision.noting(
            moment,
            PersonLeftOut,
            user_id=user_id,
            step=escalation.step,
            round=escalation.round,
            time_zone=roster.time_zone(user_id),
        )
    return decision
