"""Can a page arrive at this person, by which method first, and how long after it was decided?"""

from datetime import datetime, timedelta
from uuid import UUID

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.ids import ContactMethodId, IncidentId, UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.planning import PageToPlan, plan

#: A page nobody gets: planned only to see what would become of it.
_NOBODYS = UUID(int=0)


@frozen(kw_only=True)
class Reachability:
    """What becomes of a page to a person.

    Args:
        method_id: The contact method used first; nothing when none is verified.
        after: How long after the page the first notification leaves; nothing = never.
        by_fallback: No rule of the person is usable; the first verified method stands in.
    """

    user_id: UserId
    urgency: Urgency
    method_id: ContactMethodId | None = None
    after: timedelta | None = None
    by_fallback: bool = False

    @property
    def reachable(self) -> bool:
        """Say whether a page can arrive at all."""
        return self.after is not None


def reachability(
    directory: Directory,
    user_id: UserId,
    urgency: Urgency,
    severity: Severity,
    at: datetime,
    almanac: Almanac | None = None,
) -> Reachability:
    """Return what becomes of a page to that person at an instant.

    The same plan is made as for a real page: the rules of that urgency that hold and whose method
    is verified, else the first verified method at once. Nobody reaches somebody unknown or
    deactivated.

    Args:
        almanac: Answers for this instant; nothing = the directory's own.
    """
    nowhere = Reachability(user_id=user_id, urgency=urgency)
    if not directory.is_active(user_id):
        return nowhere
    page = PageToPlan(
        incident_id=IncidentId(_NOBODYS),
        user_id=user_id,
        urgency=urgency,
        severity=severity,
        step=None,
        round=1,
    )
    contact = directory.contact(user_id)
    planned = plan(page, contact, almanac or directory.almanac, at, lambda: _NOBODYS)
    if planned.unreachable:
        return nowhere
    first = min(planned.notifications, key=lambda notification: notification.due_at)
    return Reachability(
        user_id=user_id,
        urgency=urgency,
        method_id=first.contact_method_id,
        after=first.due_at - at,
        by_fallback=planned.used_fallback,
    )
