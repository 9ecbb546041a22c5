"""Put the shifts of a calendar on a schedule, as overrides."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EventId, OverrideId, ScheduleId
from hikeshi.oncall.events import OverrideAdded, OverrideRemoved
from hikeshi.oncall.model.importing import ImportDecision, MatchedOccurrence, decide_import
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule
from hikeshi.oncall.use_cases._overriding import require_override


@frozen
class ImportOverrides:
    """Put the shifts of a calendar on a schedule, as overrides."""

    async def __call__(
        self,
        work: OncallWork,
        schedule_id: ScheduleId,
        matched: Sequence[MatchedOccurrence],
        *,
        by: Actor,
        dry_run: bool = False,
        expected_version: int | None = None,
    ) -> ImportDecision:
        """Add, replace and take back what the calendar says; the second time, nothing.

        Args:
            work: The unit of work.
            schedule_id: Which schedule.
            matched: What the calendar says, with the people it is about.
            by: Who imports.
            dry_run: Only return what would be done.
            expected_version: Of the schedule, where one is expected.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            StaleError: It has another version than the one expected.
            ForbiddenError: An override is not the actor's to add or take back.
        """
        schedule = await lock_schedule(work, schedule_id, expected_version)
        require(by, Permission.OVERRIDE, schedule.team_id)
        made = decide_import(schedule, matched, work.now, lambda: OverrideId(work.ids()))
        for override in (*made.removed, *made.added):
            require_override(by, override, schedule.team_id)
        if dry_run or made.schedule == schedule:
            return made
        # One edit, however many overrides: what is saved follows the version before it.
        await work.schedules.save_many((made.at_version(schedule.version + 1),))
        work.record(*(_removed(work, by, schedule_id, override) for override in made.removed))
        work.record(*(_added(work, by, schedule_id, override) for override in made.added))
        return made


def _added(
    work: OncallWork, by: Actor, schedule_id: ScheduleId, override: Override
) -> OverrideAdded:
    return OverrideAdded(
        id=EventId(work.ids()),
        at=work.now,
        by=by,
        schedule_id=schedule_id,
        override_id=_id(override),
        start=override.start,
        end=override.end,
        user_id=override.user,
        mode=override.mode.value,
        replaces=override.replaces,
    )


def _removed(
    work: OncallWork, by: Actor, schedule_id: ScheduleId, override: Override
) -> OverrideRemoved:
    return OverrideRemoved(
        id=EventId(work.ids()),
        at=work.now,
        by=by,
        schedule_id=schedule_id,
        override_id=_id(override),
        user_id=override.user,
    )


def _id(override: Override) -> OverrideId:
    if override.id is None:
        raise ValueError("an override on a server has an id")
    return override.id
