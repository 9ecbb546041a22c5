"""By which methods a page reaches one person, and when: rules, the safe fallback, team floors."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.condition import Failed
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.contact import Contact, Minimum, Reach
from hikeshi.notifications.model.notification_rule import NotificationRule


class Why(StrEnum):
    """What puts a way into the plan of a page."""

    RULE = "rule"  # the person's own
    FALLBACK = "fallback"  # no rule of theirs can run
    FLOOR = "floor"  # a team of theirs asks for it


@frozen(kw_only=True)
class Way:
    """A method that is used for a page.

    Args:
        after: How long after the page.
        minimum: The floor that asks for it, where a floor does.
        waits: It would be earlier but for the person's quiet hours.
    """

    reach: Reach
    after: timedelta
    why: Why = Why.RULE
    minimum: Minimum | None = None
    waits: bool = False


@frozen
class PassedOver:
    """A rule of the urgency that does not apply to the page, and which part of it fails."""

    rule: NotificationRule
    kind: str
    why: Failed


@frozen(kw_only=True)
class Ways:
    """What becomes of a page to a person.

    Args:
        ways: In the order they are due; none = there is no verified method.
        passed_over: The rules whose condition does not hold.
        missed: Floors for which the person has no verified method.
    """

    ways: tuple[Way, ...]
    passed_over: tuple[PassedOver, ...] = ()
    missed: tuple[Minimum, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Say whether every rule of the urgency, and nothing else, made these."""
        others = self.passed_over or self.missed or not self.ways
        return not others and all(way.why is Why.RULE and not way.waits for way in self.ways)

    @property
    def by_fallback(self) -> bool:
        """Say whether no rule of the person could run."""
        return any(way.why is Why.FALLBACK for way in self.ways)


def ways(
    contact: Contact, urgency: Urgency, severity: Severity, almanac: Almanac, now: datetime
) -> Ways:
    """Return by which methods a page reaches a person, and when.

    Conditions are asked once, when the page comes: the rules that hold then are the whole plan,
    however late they run. Where no rule can run, the first verified method stands in at once.
    What a team of the person asks for beyond that is added, as late as it may come. In quiet hours
    the clock of all of them stands still.

    Args:
        contact: The person's rules and methods.
        urgency: Of the page.
        severity: Of the incident.
        almanac: What time it is somewhere.
        now: When the page was decided.
    """
    usable = contact.usable
    found: list[Way] = []
    passed_over: list[PassedOver] = []
    for rule in contact.rules_for(urgency):
        reach = usable[rule.contact_method_id]
        why = rule.failing(severity, contact.time_zone, almanac, now)
        if why is None:
            found.append(Way(reach=reach, after=rule.delay))
        else:
            passed_over.append(PassedOver(rule, reach.kind, why))
    if not found:
        found += [Way(reach=r, after=timedelta(0), why=Why.FALLBACK) for r in _first(contact)]
    missed = _lift(found, contact, urgency)
    in_order = sorted(found, key=lambda way: way.after)
    quiet = contact.quiet(urgency)
    if quiet is not None:
        in_order = [_in_quiet_hours(way, quiet, almanac, now) for way in in_order]
    return Ways(ways=tuple(in_order), passed_over=tuple(passed_over), missed=missed)


def _in_quiet_hours(way: Way, quiet: LocalHours, almanac: Almanac, now: datetime) -> Way:
    due_at = almanac.elapsed_outside(quiet, now, way.after)
    if due_at is None or due_at == now + way.after:
        return way
    return evolve(way, after=due_at - now, waits=True)


def _first(contact: Contact) -> tuple[Reach, ...]:
    return tuple(contact.usable.values())[:1]


def _lift(found: list[Way], contact: Contact, urgency: Urgency) -> tuple[Minimum, ...]:
    """Add what floors ask for and is not there yet; return those for which there is no method."""
    asked = (floor for floor in contact.floor if floor.urgency is urgency)
    missed: list[Minimum] = []
    for floor in sorted(asked, key=lambda each: each.within):
        if any(floor.is_met_by(way.reach, way.after) for way in found):
            continue
        reach = next((r for r in contact.usable.values() if r.kind in floor.kinds), None)
        if reach is None:
            missed.append(floor)
        else:
            found.append(Way(reach=reach, after=floor.within, why=Why.FLOOR, minimum=floor))
    return tuple(missed)
