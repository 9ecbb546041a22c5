"""Making changes to schedules and escalation policies."""

from hikeshi.configuration.applying.making import Making
from hikeshi.configuration.planning.changes import Action, Change
from hikeshi.incidents.model.policy_draft import PolicyDraft
from hikeshi.oncall import Schedule, ScheduleChanges, ScheduleDraft


async def make_schedule(making: Making, change: Change) -> None:
    """Create a schedule, change it from now on, or delete it."""
    work, verbs, by = making.work, making.verbs, making.by
    if change.action is Action.DELETE:
        gone = making.existing("schedules", change.key)
        await verbs.delete_schedule(work, gone.id, by=by, expected_version=gone.version)
        return
    schedule: Schedule = making.wanted("schedules", change.key)
    if change.action is Action.CREATE:
        made = await verbs.create_schedule(work, _draft(schedule), by=by)
        making.note(schedule.id, made.id)
        return
    await verbs.edit_schedule(
        work,
        schedule.id,
        _changes(making, change, schedule),
        by=by,
        expected_version=schedule.version,
    )


async def make_policy(making: Making, change: Change) -> None:
    """Lay down who is paged in which order, change it, or take it away."""
    work, verbs, by = making.work, making.verbs, making.by
    if change.action is Action.DELETE:
        gone = making.existing("escalation_policies", change.key)
        await verbs.delete_policy(work, gone.id, by=by, expected_version=gone.version)
        return
    policy = making.wanted("escalation_policies", change.key)
    draft = PolicyDraft.of(policy)
    if change.action is Action.CREATE:
        making.note(policy.id, (await verbs.create_policy(work, draft, by=by)).id)
        return
    await verbs.edit_policy(
        work, policy.id, lambda _: draft, by=by, expected_version=policy.version
    )


def _draft(schedule: Schedule) -> ScheduleDraft:
    return ScheduleDraft(
        key=schedule.key,
        name=schedule.name,
        team_id=schedule.team_id,
        time_zone=schedule.time_zone,
        layers=schedule.layers,
        revisions=schedule.revisions,
    )


def _changes(making: Making, change: Change, schedule: Schedule) -> ScheduleChanges:
    now = making.work.now
    # The layers as the files have them: the edit itself keeps running turns with their holders.
    wanted = next(s for s in making.plan.wanted.schedules if s.id == schedule.id)
    return ScheduleChanges(
        key=schedule.key,
        name=schedule.name,
        team_id=schedule.team_id,
        ownerless=schedule.team_id is None,
        layers=making.renamed(wanted.layers_at(now)) if "layers" in change.fields else None,
        later=tuple(r for r in schedule.revisions if r.effective_at > now),
    )
