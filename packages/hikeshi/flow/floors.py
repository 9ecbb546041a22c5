"""Whose personal rules are below the floor of a team of theirs, and what is done about it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.hours_ahead import midnights
from hikeshi.kernel.condition import Condition
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.contact import Contact, Minimum
from hikeshi.notifications.model.ways import Way, Why, ways

_WEEK = timedelta(days=7)


@frozen
class Shortfall:
    """A floor the person's own rules stay below, at least at some time.

    Args:
        way: What is added to such pages; nothing = the person has no method for it.
    """

    minimum: Minimum
    way: Way | None


def shortfalls(directory: Directory, user_id: UserId, span: Interval) -> tuple[Shortfall, ...]:
    """Return the floors a person's rules stay below at some time of a span, each once.

    Between two changes of the hours and days that rules ask about, the answer is the same.
    """
    contact = directory.contact(user_id)
    if not contact.floor:
        return ()
    conditions = [rule.when for rule in contact.rules if rule.when is not None]
    mattering = any(when.severities for when in conditions)
    severities = tuple(Severity) if mattering else (Severity.SEV1,)
    instants = {span.start, *_changes(contact, conditions, span)}
    found: dict[Minimum, Shortfall] = {}
    for at in sorted(instants):
        for urgency in {floor.urgency for floor in contact.floor}:
            for severity in severities:
                for shortfall in _at(directory, contact, urgency, severity, at):
                    found.setdefault(shortfall.minimum, shortfall)
    return tuple(found[floor] for floor in contact.floor if floor in found)


def warning_of(shortfall: Shortfall) -> str:
    """Return what is said to the person, or to who looks after the team."""
    floor, way = shortfall.minimum, shortfall.way
    within = int(floor.within.total_seconds())
    asked = (
        f"team {floor.team} asks for {' or '.join(floor.kinds)} within {within} s of pages of "
        f"{floor.urgency} urgency"
    )
    if way is None:
        return f"{asked}, and there is no such verified contact method: add one and verify it"
    return f"{asked}: {way.reach.kind} after {within} s is added to what the rules say"


def warnings(directory: Directory, user_id: UserId, now: datetime) -> tuple[str, ...]:
    """Return what is below the floors of a person's teams in the coming week."""
    week = Interval(now, now + _WEEK)
    return tuple(warning_of(found) for found in shortfalls(directory, user_id, week))


def _at(
    directory: Directory, contact: Contact, urgency: Urgency, severity: Severity, at: datetime
) -> Iterator[Shortfall]:
    found = ways(contact, urgency, severity, directory.almanac, at)
    yield from (Shortfall(missed, None) for missed in found.missed)
    for way in found.ways:
        if way.why is Why.FLOOR and way.minimum is not None:
            yield Shortfall(way.minimum, way)


def _changes(contact: Contact, conditions: list[Condition], span: Interval) -> Iterator[datetime]:
    for condition in conditions:
        when = condition.of_person(contact.time_zone)
        for entry in when.times:
            yield from entry.hours_in(contact.time_zone).changes(span)
        if when.holidays is not None:
            yield from midnights(when.holiday_zone, span)
