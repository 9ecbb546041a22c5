"""What a page means for one person: their rules, or the safe fallback."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import evolve, frozen

from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.condition import Failed
from hikeshi.kernel.ids import ContactMethodId, IdSource, IncidentId, NotificationId, UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.notification import (
    DEADLINE,
    Notification,
    NotificationStatus,
    Purpose,
)
from hikeshi.notifications.model.notification_rule import Contact, NotificationRule, Reach
from hikeshi.notifications.model.outcome import Outcome

#: Channels that change the message they have sent and continue below it.
THREADED_KINDS = frozenset({"slack"})
#: Which channels say what: quiet ones that it is over, threads alone that somebody has it.
NOTICED_BY = {
    Purpose.ACKNOWLEDGED: THREADED_KINDS,
    Purpose.RESOLVED: THREADED_KINDS | {"console", "email", "ntfy", "web_push", "webhook"},
}
UNREACHABLE = "no verified contact method"


@frozen(kw_only=True)
class PageToPlan:
    """An incident assigned to a person."""

    incident_id: IncidentId
    user_id: UserId
    urgency: Urgency
    severity: Severity
    step: int | None
    round: int


@frozen
class PassedOver:
    """A rule of the urgency that does not apply to the page, and which part of it fails."""

    rule: NotificationRule
    kind: str
    why: Failed


@frozen
class Plan:
    """The notifications of one page, and whether the person's own rules made them.

    Args:
        notifications: In the order they are due.
        used_fallback: No rule was usable, so the first verified method stands in.
        unreachable: There is no verified method at all: a dead letter stands for the page.
        passed_over: The rules whose condition does not hold.
    """

    notifications: tuple[Notification, ...]
    used_fallback: bool = False
    unreachable: bool = False
    passed_over: tuple[PassedOver, ...] = ()


def plan(
    page: PageToPlan, contact: Contact, almanac: Almanac, now: datetime, ids: IdSource
) -> Plan:
    """Plan the notifications of a page.

    Conditions are asked once, when the page comes: the rules that hold then are the whole plan,
    however late they run.

    Args:
        page: Who is paged about what.
        contact: The person's rules and methods.
        almanac: What time it is somewhere.
        now: When the page was decided.
        ids: Where identities come from.
    """
    usable = contact.usable
    rules: list[NotificationRule] = []
    passed_over: list[PassedOver] = []
    for rule in contact.rules_for(page.urgency):
        why = rule.failing(page.severity, contact.time_zone, almanac, now)
        if why is None:
            rules.append(rule)
        else:
            passed_over.append(PassedOver(rule, usable[rule.contact_method_id].kind, why))
    if rules:
        return Plan(
            tuple(_planned(page, usable[r.contact_method_id], now, r.delay, ids) for r in rules),
            passed_over=tuple(passed_over),
        )
    first = next(iter(usable.values()), None)
    if first is not None:
        return Plan(
            (_planned(page, first, now, timedelta(0), ids),),
            used_fallback=True,
            passed_over=tuple(passed_over),
        )
    nowhere = _notification(page, None, "none", now, timedelta(0), ids)
    dead = evolve(
        nowhere,
        status=NotificationStatus.FAILED,
        outcome=Outcome.PERMANENT,
        reason=UNREACHABLE,
    )
    return Plan((dead,), unreachable=True)


def plan_notice(
    purpose: Purpose, told: Iterable[Notification], now: datetime, ids: IdSource
) -> tuple[Notification, ...]:
    """Plan to tell those a page reached by a quiet channel how it went on, once each."""
    notices: dict[tuple[UserId, ContactMethodId | None], Notification] = {}
    for page in told:
        at = (page.user_id, page.contact_method_id)
        reached = page.outcome is not None and page.outcome.arrived
        if reached and page.kind in NOTICED_BY[purpose] and at not in notices:
            notices[at] = evolve(
                page,
                id=NotificationId(ids()),
                purpose=purpose,
                created_at=now,
                planned_at=now,
                due_at=now,
                expires_at=now + DEADLINE,
                status=NotificationStatus.PENDING,
                outcome=None,
                reason="",
                attempts=0,
                sent_at=None,
                is_fallback=False,
            )
    return tuple(notices.values())


def fall_back(
    failed: Notification,
    contact: Contact,
    used: frozenset[ContactMethodId | None],
    now: datetime,
    ids: IdSource,
) -> Notification | None:
    """Return a notification by the next verified method not tried for this page, if any."""
    following = next(
        (reach for method, reach in contact.usable.items() if method not in used), None
    )
    if following is None:
        return None
    return evolve(
        failed,
        id=NotificationId(ids()),
        contact_method_id=following.contact_method_id,
        kind=following.kind,
        planned_at=now,
        due_at=now,
        expires_at=now + DEADLINE,
        status=NotificationStatus.PENDING,
        outcome=None,
        reason="",
        attempts=0,
        sent_at=None,
        lease_until=None,
        is_fallback=True,
    )


def _planned(
    page: PageToPlan, reach: Reach, now: datetime, delay: timedelta, ids: IdSource
) -> Notification:
    return _notification(page, reach.contact_method_id, reach.kind, now, delay, ids)


def _notification(
    page: PageToPlan,
    method: ContactMethodId | None,
    kind: str,
    now: datetime,
    delay: timedelta,
    ids: IdSource,
) -> Notification:
    due_at = now + delay
    return Notification(
        id=NotificationId(ids()),
        incident_id=page.incident_id,
        user_id=page.user_id,
        contact_method_id=method,
        kind=kind,
        urgency=page.urgency,
        created_at=now,
        planned_at=due_at,
        due_at=due_at,
        expires_at=due_at + DEADLINE,
        step=page.step,
        round=page.round,
    )
