"""Turn pages into notifications, as each person's rules want it."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.notifications.events import (
    FallbackUsed,
    FloorApplied,
    FloorMissed,
    NotificationHeld,
    PersonUnreachable,
    RulePassedOver,
)
from hikeshi.notifications.model.planning import PageToPlan, Plan, plan
from hikeshi.notifications.ports import NotificationWork


@frozen
class PlanNotifications:
    """Turn pages into notifications, as each person's rules want it."""

    async def __call__(self, work: NotificationWork, pages: Sequence[PageToPlan]) -> None:
        """Plan and write the notifications of these pages."""
        book = await work.address_book()
        plans = [
            plan(page, book.contact(page.user_id), book.almanac, work.now, work.ids)
            for page in pages
        ]
        await work.notifications.add_many([n for made in plans for n in made.notifications])
        for made in plans:
            _note(work, made)


def _note(work: NotificationWork, made: Plan) -> None:
    found, first = made.found, made.notifications[0]
    if found.is_plain:
        return
    facts: dict[str, Any] = {
        "id": work.ids(),
        "at": work.now,
        "by": SYSTEM,
        "notification_id": first.id,
        "incident_id": first.incident_id,
        "user_id": first.user_id,
        "kind": first.kind,
    }
    for passed in found.passed_over:
        told = {**facts, "id": work.ids(), "kind": passed.kind}
        delay = int(passed.rule.delay.total_seconds())
        work.record(RulePassedOver(**told, delay_seconds=delay, reason=passed.why.value))
    if made.unreachable:
        work.record(PersonUnreachable(**facts))
    elif found.by_fallback:
        work.record(FallbackUsed(**facts, reason="no usable personal rule"))
    for notification, way in zip(made.notifications, found.ways, strict=False):
        if way.minimum is not None:
            told = {**facts, "id": work.ids(), "kind": way.reach.kind}
            told["notification_id"] = notification.id
            after = int(way.after.total_seconds())
            work.record(FloorApplied(**told, team=way.minimum.team, within_seconds=after))
    if found.ways and found.ways[0].waits:
        work.record(NotificationHeld(**{**facts, "id": work.ids()}, until=first.due_at))
    for missed in found.missed:
        within = int(missed.within.total_seconds())
        told = {**facts, "id": work.ids(), "team": missed.team, "within_seconds": within}
        work.record(FloorMissed(**told, kinds=missed.kinds))
