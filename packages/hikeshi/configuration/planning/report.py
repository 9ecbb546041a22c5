"""A plan as people and programs read it, with keys in the place of identities."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen

from hikeshi.configuration.planning.changes import Change
from hikeshi.configuration.planning.plan import Plan
from hikeshi.configuration.planning.remaining import LeftAlone
from hikeshi.flow.directory import Directory
from hikeshi.flow.paging_changes import PagingChanges, Stretch, paging_changes
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class PagedDifferently:
    """From `start` to `end` a step that runs pages others; steps count from 1."""

    service: str
    severity: Severity
    step: int
    start: datetime
    end: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


@frozen(kw_only=True)
class OnCallDifferently:
    """From `start` to `end` others are on call in a schedule."""

    schedule: str
    start: datetime
    end: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


@frozen(kw_only=True)
class PlanReport:
    """What would change, and what that means for people.

    Args:
        digest: Another one for every other plan.
        since: People are compared from here.
        until: Up to here.
        changes: In the order in which they are made.
        left_alone: What stays as it is although the files do not say so.
        who: Who would be paged differently, and when.
        on_call: Who would be on call differently, and when.
    """

    digest: str
    since: datetime
    until: datetime
    changes: tuple[Change, ...]
    left_alone: tuple[LeftAlone, ...]
    who: tuple[PagedDifferently, ...]
    on_call: tuple[OnCallDifferently, ...]


def report(current: Directory, made: Plan, interval: Interval) -> PlanReport:
    """Return a plan with what it means for people over an interval.

    Args:
        current: What is configured.
        made: What would change.
        interval: When people are compared.

    Raises:
        TooManyPiecesError: The interval is too long for schedules that change hands so often.
    """
    found = paging_changes(current, made.after, interval)
    people: dict[UserId, str] = {
        user.id: user.key for user in (*current.users.values(), *made.after.users.values())
    }
    return PlanReport(
        digest=made.digest,
        since=interval.start,
        until=interval.end,
        changes=made.changes,
        left_alone=made.left_alone,
        who=tuple(_paged(found, _services(current, made.after), people)),
        on_call=tuple(_on_call(found, _schedules(current, made.after), people)),
    )


def _paged(
    found: PagingChanges, services: Mapping[UUID, str], people: Mapping[UserId, str]
) -> Iterator[PagedDifferently]:
    rows = sorted(found.paging, key=lambda row: (services[row.service_id], row.severity, row.step))
    for row in rows:
        before, after = _keys(row.stretch, people)
        yield PagedDifferently(
            service=services[row.service_id],
            severity=row.severity,
            step=row.step,
            start=row.stretch.start,
            end=row.stretch.end,
            before=before,
            after=after,
        )


def _on_call(
    found: PagingChanges, schedules: Mapping[UUID, str], people: Mapping[UserId, str]
) -> Iterator[OnCallDifferently]:
    for row in sorted(found.on_call, key=lambda row: schedules[row.schedule_id]):
        before, after = _keys(row.stretch, people)
        yield OnCallDifferently(
            schedule=schedules[row.schedule_id],
            start=row.stretch.start,
            end=row.stretch.end,
            before=before,
            after=after,
        )


def _keys(
    stretch: Stretch, people: Mapping[UserId, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (
        tuple(people[user] for user in stretch.before),
        tuple(people[user] for user in stretch.after),
    )


def _services(*directories: Directory) -> dict[UUID, str]:
    return {found.id: found.key for each in directories for found in each.services.values()}


def _schedules(*directories: Directory) -> dict[UUID, str]:
    return {found.id: found.key for each in directories for found in each.schedules.values()}
