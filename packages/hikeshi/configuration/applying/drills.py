"""Making changes to drills."""

from hikeshi.configuration.applying.making import Making
from hikeshi.configuration.planning.changes import Action, Change
from hikeshi.incidents.model.drill import DrillDraft


async def make_drill(making: Making, change: Change) -> None:
    """Lay a drill down, change it, or take it away; its next run is planned with it."""
    work, verbs, by = making.work, making.verbs, making.by
    if change.action is Action.DELETE:
        gone = making.existing("drills", change.key)
        await verbs.delete_drill(work, gone.id, by=by, expected_version=gone.version)
        return
    drill = making.wanted("drills", change.key)
    draft = DrillDraft.of(drill)
    if change.action is Action.CREATE:
        making.note(drill.id, (await verbs.create_drill(work, draft, by=by)).id)
        return
    await verbs.edit_drill(work, drill.id, lambda _: draft, by=by, expected_version=drill.version)
