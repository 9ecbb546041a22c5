"""Change who must acknowledge harmless pages, or when."""

from collections.abc import Callable

from attrs import evolve, frozen

from hikeshi.incidents.events import DrillEdited
from hikeshi.incidents.model.drill import Drill, DrillDraft
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._drills import lock_own_drill
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import DrillId


@frozen
class EditDrill:
    """Change who must acknowledge harmless pages, or when; what runs already goes on."""

    async def __call__(
        self,
        work: IncidentWork,
        drill_id: DrillId,
        change: Callable[[DrillDraft], DrillDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Drill:
        """Turn the drill as it is into the drill as wanted; its next run is planned anew.

        Raises:
            DrillNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It, or the team it goes to, is not the actor's to configure.
            InvalidError: The result breaks a rule.
        """
        drill = await lock_own_drill(work, drill_id, expected_version, by)
        values = change(DrillDraft.of(drill)).values
        require(by, Permission.CONFIGURE, values["team_id"])
        names = tuple(name for name, value in values.items() if getattr(drill, name) != value)
        if not names:
            return drill
        edited = evolve(drill, version=drill.version + 1, **values)
        await work.drills.save_many((edited,))
        await work.drill_timers.plan({drill_id: edited.next_run_after(work.now)})
        work.record(
            DrillEdited(
                id=work.ids(),
                at=work.now,
                by=by,
                object_id=drill_id,
                key=edited.key,
                fields=names,
            )
        )
        return edited
