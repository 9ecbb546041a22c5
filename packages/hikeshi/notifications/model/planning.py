"""What a page means for one person: their rules, or the safe fallback."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from attrs import evolve, frozen

from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.ids import (
    ContactMethodId,
    IdSource,
    IncidentId,
    NotificationId,
    ServiceId,
    UserId,
)
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.contact import Contact, Reach
from hikeshi.notifications.model.notification import (
    DEADLINE,
    QUIET_HOURS,
    Notification,
    NotificationStatus,
    Purpose,
)
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.model.ways import Way, Ways, ways

#: Channels that change the message they have sent and continue below it.
THREADED_KINDS = frozenset({"slack"})
#: Which channels say what: quiet ones that it is over, threads alone that somebody has it.
NOTICED_BY = {
    Purpose.ACKNOWLEDGED: THREADED_KINDS,
    Purpose.RESOLVED: THREADED_KINDS | {"console", "email", "ntfy", "web_push", "webhook"},
}
UNREACHABLE = "no verified contact method"
_NOWHERE = Reach(contact_method_id=ContactMethodId(UUID(int=0)), kind="none", verified=False)


@frozen(kw_only=True)
class PageToPlan:
    """An incident assigned to a person.

    Args:
        drill: Nothing is wrong: it hides in no message about what is, and hides nothing.
    """

    incident_id: IncidentId
    user_id: UserId
    urgency: Urgency
    severity: Severity
    step: int | None
    round: int
    service_id: ServiceId | None = None
    drill: bool = False


@frozen
class Plan:
    """The notifications of one page, and what they come from.

    Args:
        notifications: One for each way, in the order they are due; a dead letter where there is
            none.
        found: By which methods the person is reached, and which rules do not apply.
    """

    notifications: tuple[Notification, ...]
    found: Ways

    @property
    def unreachable(self) -> bool:
        """Say whether there is no verified method at all."""
        return not self.found.ways


def plan(
    page: PageToPlan, contact: Contact, almanac: Almanac, now: datetime, ids: IdSource
) -> Plan:
    """Plan the notifications of a page.

    Args:
        page: Who is paged about what.
        contact: The person's rules and methods.
        almanac: What time it is somewhere.
        now: When the page was decided.
        ids: Where identities come from.
    """
    found = ways(contact, page.urgency, page.severity, almanac, now)
    if found.ways:
        return Plan(tuple(_notification(page, way, now, ids) for way in found.ways), found)
    nowhere = Way(reach=_NOWHERE, after=timedelta(0))
    dead = evolve(
        _notification(page, nowhere, now, ids),
        contact_method_id=None,
        status=NotificationStatus.FAILED,
        outcome=Outcome.PERMANENT,
        reason=UNREACHABLE,
    )
    return Plan((dead,), found)


def plan_notice(
    purpose: Purpose, told: Iterable[Notification], now: datetime, ids: IdSource
) -> tuple[Notification, ...]:
    """Plan to tell those a page reached by a quiet channel how it went on, once each.

    Args:
        purpose: What they are told.
        told: What they were told so far; where this is being told already, it is not planned again.
        now: When it was decided.
        ids: Where identities come from.
    """
    told = tuple(told)
    being_told = {_place(each) for each in told if each.purpose is purpose and not each.is_over}
    notices: dict[tuple[UserId, ContactMethodId | None], Notification] = {}
    for page in told:
        at = _place(page)
        reached = page.outcome is not None and page.outcome.arrived
        # A message of its own is changed in place; one that names many says nothing of one.
        is_alone = page.kind in THREADED_KINDS and page.bundle_id is None
        if purpose is Purpose.ACKNOWLEDGED and not is_alone:
            continue
        known = at in notices or at in being_told
        if reached and page.kind in NOTICED_BY[purpose] and not known:
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
                bundles=purpose is Purpose.RESOLVED and not is_alone,
                bundle_id=None,
            )
    return tuple(notices.values())


def _place(told: Notification) -> tuple[UserId, ContactMethodId | None]:
    return (told.user_id, told.contact_method_id)


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
        bundle_id=None,
    )


def _notification(page: PageToPlan, way: Way, now: datetime, ids: IdSource) -> Notification:
    due_at = now + way.after
    return Notification(
        id=NotificationId(ids()),
        incident_id=page.incident_id,
        user_id=page.user_id,
        contact_method_id=way.reach.contact_method_id,
        kind=way.reach.kind,
        urgency=page.urgency,
        created_at=now,
        planned_at=due_at,
        due_at=due_at,
        expires_at=due_at + DEADLINE,
        step=page.step,
        round=page.round,
        reason=QUIET_HOURS if way.waits else "",
        service_id=page.service_id,
        bundles=page.severity is not Severity.SEV1 and not page.drill,
    )
