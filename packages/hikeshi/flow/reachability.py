"""Can a page arrive at this person, by which method first, and how long after it was decided?"""

from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.ways import Ways, ways

_NO_WAYS = Ways(ways=())


@frozen(kw_only=True)
class Reachability:
    """What becomes of a page to a person.

    Args:
        found: By which methods the person is reached, and what stands in the way.
    """

    user_id: UserId
    urgency: Urgency
    found: Ways = _NO_WAYS

    @property
    def reachable(self) -> bool:
        """Say whether a page can arrive at all."""
        return bool(self.found.ways)

    @property
    def method_id(self) -> ContactMethodId | None:
        """The contact method used first; nothing when none is verified."""
        return self.found.ways[0].reach.contact_method_id if self.reachable else None

    @property
    def after(self) -> timedelta | None:
        """How long after the page the first notification leaves; nothing = never."""
        return self.found.ways[0].after if self.reachable else None

    @property
    def by_fallback(self) -> bool:
        """Say whether no rule of the person is usable, and the first verified method stands in."""
        return self.found.by_fallback


def reachability(
    directory: Directory,
    user_id: UserId,
    urgency: Urgency,
    severity: Severity,
    at: datetime,
    almanac: Almanac | None = None,
) -> Reachability:
    """Return what becomes of a page to that person at an instant.

    The same ways are found as for a real page: the rules of that urgency that hold and whose
    method is verified, else the first verified method at once, and what teams ask for. Nobody
    reaches somebody unknown or deactivated.

    Args:
        almanac: Answers for this instant; nothing = the directory's own.
    """
    if not directory.is_active(user_id):
        return Reachability(user_id=user_id, urgency=urgency)
    known = almanac or directory.almanac
    found = ways(directory.contact(user_id), urgency, severity, known, at)
    return Reachability(user_id=user_id, urgency=urgency, found=found)
