"""Schedules on the wire: the shape of configuration files, with identities."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import AttrsInstance, evolve, fields, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import OverrideId, ScheduleId, SwapId, TeamId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import (
    Conflict,
    Override,
    OverrideMode,
    Schedule,
    ScheduleChanges,
    ScheduleDraft,
    from_schedule,
    to_layers,
)
from hikeshi.oncall.model.document import LayerDocument, RevisionDocument
from hikeshi_server.inbound.http.api.bodies.conflicts import ConflictView, conflict_views

#: Shifts are computed; a longer span is asked for in parts.
LONGEST_SPAN = timedelta(days=5 * 366)
USUAL_SPAN = timedelta(days=14)


@frozen(kw_only=True)
class OverrideBody:
    """An override; who comes, goes or is replaced is named by id or key.

    Args:
        id: As it was read; a new override gets one.
        source: As it was read; only imports set one.
        swap_id: As it was read; swaps have addresses of their own.
    """

    start: datetime
    end: datetime
    user: UserId
    mode: OverrideMode = OverrideMode.REPLACE
    replaces: UserId | None = None
    id: OverrideId | None = None
    source: str | None = None
    swap_id: SwapId | None = None

    @property
    def override(self) -> Override:
        """The override as the core takes it."""
        return Override(self.start, self.end, self.user, self.mode, self.replaces)


@frozen(kw_only=True)
class OverrideView:
    """An override of a schedule; people by their keys, as in files."""

    id: OverrideId | None
    start: datetime
    end: datetime
    user: str
    mode: OverrideMode
    replaces: str | None
    source: str | None
    swap_id: SwapId | None


@frozen(kw_only=True)
class ScheduleBody:
    """What people may edit of a schedule; `layers` are in force from now on.

    Args:
        team: The owner, by id or key.
        overrides: As they were read, or left out: they have addresses of their own.
        revisions: As they were read, or left out: an edit appends one.
        conflicts: As they were answered, or left out: they are computed.
    """

    key: str
    name: str | None = None
    team: TeamId | None = None
    time_zone: str
    layers: tuple[LayerDocument, ...] = ()
    overrides: tuple[OverrideBody, ...] = ()
    revisions: tuple[RevisionDocument, ...] = ()
    conflicts: tuple[ConflictView, ...] = ()


@frozen(kw_only=True)
class ScheduleDetail:
    """A schedule: `layers` hold until the first revision, each revision from its instant on.

    People and the team stand there by their keys, as in files.
    """

    id: ScheduleId
    key: str
    name: str
    team: str | None
    team_id: TeamId | None
    time_zone: str
    layers: tuple[LayerDocument, ...]
    overrides: tuple[OverrideView, ...]
    revisions: tuple[RevisionDocument, ...]
    version: int


@frozen(kw_only=True)
class SavedSchedule(ScheduleDetail):
    """A schedule as it was just saved.

    Args:
        conflicts: When, in the four weeks to come, somebody is on call who is unavailable.
    """

    conflicts: tuple[ConflictView, ...]


@frozen(kw_only=True)
class AddedOverride(OverrideView):
    """An override as it was just put on a schedule.

    Args:
        conflicts: When its person is unavailable, or on call elsewhere as well.
    """

    conflicts: tuple[ConflictView, ...]


@frozen(kw_only=True)
class SpanFilters:
    """Which time is asked about; by default the two weeks from now."""

    since: datetime | None = None
    until: datetime | None = None

    def interval(self, now: datetime) -> Interval:
        """Return the time asked about.

        Raises:
            InvalidError: It ends before it starts, or is too long.
        """
        since = self.since or now
        until = self.until or _later(since)
        if until <= since:
            raise InvalidError.at("/until", "must be after since")
        if until - since > LONGEST_SPAN:
            raise InvalidError.at("/until", "must be within five years after since; ask in parts")
        return Interval(since, until)


@frozen(kw_only=True)
class KnownSpanFilters(SpanFilters):
    """Which time is asked about, and as it was known when.

    Args:
        known_at: As it was planned at this instant; nothing = as it is known now.
    """

    known_at: datetime | None = None


@frozen(kw_only=True)
class OnCallFilters:
    """At which instant; by default now.

    Args:
        known_at: As it was planned at this instant; nothing = as it is known now.
    """

    at: datetime | None = None
    known_at: datetime | None = None


def schedule_detail(schedule: Schedule, keys: Mapping[UUID, str]) -> ScheduleDetail:
    """Return a schedule as it is answered.

    Args:
        schedule: The schedule.
        keys: How people and teams are named; who is not in it is named by id.
    """
    document = from_schedule(schedule, {UserId(found): key for found, key in keys.items()})
    team = schedule.team_id
    return ScheduleDetail(
        id=schedule.id,
        key=schedule.key,
        name=schedule.name,
        team=None if team is None else keys.get(team, str(team)),
        team_id=team,
        time_zone=schedule.time_zone,
        layers=document.layers,
        overrides=tuple(override_view(entry, keys) for entry in schedule.overrides),
        revisions=document.revisions,
        version=schedule.version,
    )


def body_of(schedule: Schedule, keys: Mapping[UUID, str]) -> ScheduleBody:
    """Return what people may edit of a schedule as it is."""
    detail = schedule_detail(schedule, keys)
    return ScheduleBody(
        key=detail.key,
        name=detail.name,
        team=schedule.team_id,
        time_zone=detail.time_zone,
        layers=detail.layers,
        overrides=tuple(
            OverrideBody(
                start=entry.start,
                end=entry.end,
                user=entry.user,
                mode=entry.mode,
                replaces=entry.replaces,
                id=entry.id,
                source=entry.source,
                swap_id=entry.swap_id,
            )
            for entry in schedule.overrides
        ),
        revisions=detail.revisions,
    )


def override_view(override: Override, keys: Mapping[UUID, str]) -> OverrideView:
    """Return an override as it is answered."""
    replaced = override.replaces
    return OverrideView(
        id=override.id,
        start=override.start,
        end=override.end,
        user=keys.get(override.user, str(override.user)),
        mode=override.mode,
        replaces=None if replaced is None else keys.get(replaced, str(replaced)),
        source=override.source,
        swap_id=override.swap_id,
    )


def saved_schedule(
    schedule: Schedule, keys: Mapping[UUID, str], conflicts: Iterable[Conflict]
) -> SavedSchedule:
    """Return a schedule as it was just saved, with what to look at."""
    values = _values(ScheduleDetail, schedule_detail(schedule, keys))
    return SavedSchedule(**values, conflicts=conflict_views(conflicts))


def added_override(
    override: Override, keys: Mapping[UUID, str], conflicts: Iterable[Conflict]
) -> AddedOverride:
    """Return an override as it was just put on a schedule, with what to look at."""
    values = _values(OverrideView, override_view(override, keys))
    return AddedOverride(**values, conflicts=conflict_views(conflicts))


def _values(kind: type[AttrsInstance], view: object) -> dict[str, Any]:
    return {entry.name: getattr(view, entry.name) for entry in fields(kind)}


def draft_of(body: ScheduleBody, user_ids: Mapping[str, UserId]) -> ScheduleDraft:
    """Return the draft of a schedule that does not exist yet.

    Raises:
        InvalidError: It holds overrides or revisions, or names people who do not exist.
    """
    for name, detail in (("overrides", "add them once the schedule exists"), _REVISIONS):
        if getattr(body, name):
            raise InvalidError.at(f"/{name}", detail)
    return ScheduleDraft(
        key=body.key,
        name=body.name,
        team_id=body.team,
        time_zone=body.time_zone,
        layers=to_layers(body.layers, user_ids=user_ids),
    )


_REVISIONS = ("revisions", "are made by edits; leave them out")


def changes_of(
    before: ScheduleBody,
    after: ScheduleBody,
    user_ids: Mapping[str, UserId],
) -> ScheduleChanges:
    """Return what an edit changes about a schedule.

    Layers other than the ones shown hold from now on; so do the ones shown where the revisions
    after them were left out, which is how an earlier rotation is taken up again.

    Raises:
        InvalidError: What has an address of its own, or never changes, would change.
    """
    if after.overrides and after.overrides != before.overrides:
        raise InvalidError.at("/overrides", "have addresses of their own; leave them out")
    if after.revisions and after.revisions != before.revisions:
        raise InvalidError.at("/revisions", "are made by edits; leave them out")
    if after.time_zone != before.time_zone:
        raise InvalidError.at("/time_zone", "cannot change; create another schedule")
    if before.team is not None and after.team is None:
        after = evolve(after, team=before.team)
    replaced = after.layers != before.layers or after.revisions != before.revisions
    layers = to_layers(after.layers, user_ids=user_ids) if replaced else None
    return ScheduleChanges(
        key=after.key, name=after.name or after.key, team_id=after.team, layers=layers
    )


def _later(since: datetime) -> datetime:
    try:
        return since + USUAL_SPAN
    except OverflowError:
        raise InvalidError.at("/since", "leaves no time before the year 10000") from None
