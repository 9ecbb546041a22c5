"""What the page about how somebody is reached shows, found by the code that plans pages."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.floors import Shortfall, shortfalls
from hikeshi.flow.proofs import EVERY_KIND, Measured, methods_of
from hikeshi.flow.reachability import reachability
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.contact import Minimum
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.reach_sentences import (
    Asked,
    ShownMethod,
    Telling,
    shown_method,
    tonight,
)
from hikeshi_server.inbound.console.reaching import one_before
from hikeshi_server.inbound.console.rule_form import written_rule
from hikeshi_server.inbound.console.times import Times

_WEEK = timedelta(days=7)


@frozen(kw_only=True)
class ShownRule:
    """A personal rule.

    Args:
        can_run: Its method is verified.
        follows: Another one of its urgency runs before it.
        written: As its form has it.
    """

    rule: NotificationRule
    can_run: bool
    follows: bool
    written: Mapping[str, str]


@frozen(kw_only=True)
class ReachView:
    """How one person is reached.

    Args:
        verdict: What becomes of a sev1 now.
        previews: What becomes of pages at other times.
        rules: Those of each urgency, in the order in which they run.
        floor: What their teams ask for, each with what it adds at some time of the coming week.
    """

    person: User
    verdict: Asked
    previews: tuple[Asked, ...]
    methods: tuple[ShownMethod, ...]
    rules: Mapping[Urgency, tuple[ShownRule, ...]]
    floor: tuple[tuple[Minimum, Shortfall | None], ...]


def asked(
    directory: Directory, user_id: UserId, severity: Severity, urgency: Urgency, at: datetime
) -> Asked:
    """Return what becomes of a page to that person."""
    quiet = directory.quiet_hours(user_id)
    left_out = urgency is Urgency.HIGH and quiet is not None and quiet.open_at(at)
    return Asked(
        at=at,
        severity=severity,
        found=reachability(directory, user_id, urgency, severity, at),
        left_out_until=quiet.closing_after(at) if quiet is not None and left_out else None,
    )


def reach_view(
    directory: Directory,
    person: User,
    measured: Measured,
    now: datetime,
    provided: Container[str] = EVERY_KIND,
) -> ReachView:
    """Return how a person is reached, now and tonight.

    Args:
        provided: Kinds of contact methods the server has providers for.
    """
    night = tonight(now, person.time_zone)
    low = Severity.SEV4
    return ReachView(
        person=person,
        verdict=asked(directory, person.id, Severity.SEV1, Urgency.HIGH, now),
        previews=(
            asked(directory, person.id, Severity.SEV1, Urgency.HIGH, night),
            asked(directory, person.id, low, Urgency.LOW, now),
            asked(directory, person.id, low, Urgency.LOW, night),
        ),
        methods=tuple(
            shown_method(method, measured.get(method.id), now, provided)
            for method in methods_of(directory, person.id)
        ),
        rules={urgency: _rules(directory, person.id, urgency) for urgency in Urgency},
        floor=floor_of(directory, person.id, now),
    )


def floor_of(
    directory: Directory, user_id: UserId, now: datetime
) -> tuple[tuple[Minimum, Shortfall | None], ...]:
    """Return what a person's teams ask for, each with what it adds in the coming week."""
    week = Interval(now, now + _WEEK)
    found = {each.minimum: each for each in shortfalls(directory, user_id, week)}
    return tuple((each, found.get(each)) for each in directory.contact(user_id).floor)


def telling(directory: Directory, user_id: UserId, times: Times) -> Telling:
    """Return who says in words how pages reach a person."""
    return Telling(
        times=times,
        methods={method.id: method for method in methods_of(directory, user_id)},
        teams={team.key: team for team in directory.teams.values()},
        holidays={found.id: found.key for found in directory.holidays.values()},
    )


def _rules(directory: Directory, user_id: UserId, urgency: Urgency) -> tuple[ShownRule, ...]:
    contact = directory.contact(user_id)
    theirs = [rule for rule in contact.rules if rule.urgency is urgency]
    return tuple(
        ShownRule(
            rule=rule,
            can_run=rule.contact_method_id in contact.usable,
            follows=one_before(theirs, rule) is not None,
            written=written_rule(RuleDraft.of(rule)),
        )
        for rule in _in_order(theirs)
    )


def _in_order(rules: Sequence[NotificationRule]) -> list[NotificationRule]:
    return sorted(rules, key=lambda rule: rule.delay)
