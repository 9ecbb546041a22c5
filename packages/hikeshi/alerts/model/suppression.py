"""Whether anybody is told of an alert now: what is silenced or under maintenance is only kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen

from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.silence import Silence
from hikeshi.kernel.ids import ServiceId, TeamId
from hikeshi.kernel.severity import Severity

Suppressor = Silence | MaintenanceWindow


@frozen
class Suppression:
    """Why nobody is told of an alert.

    Args:
        by: The silences and windows that apply, in the order of their ids.
        until: When the last of them ends; nothing = it is not known.
    """

    by: tuple[Suppressor, ...]
    until: datetime | None

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Which silences and windows."""
        return tuple(each.id for each in self.by)

    @property
    def why(self) -> str:
        """What people wrote when they made them."""
        return "; ".join(each.why for each in self.by)


@frozen
class Subject:
    """What a silence or a window is asked about.

    Args:
        team_id: Who owns the service.
        values: What matchers look at.
    """

    service_id: ServiceId | None
    team_id: TeamId | None
    values: Mapping[str, str]


def matched_values(
    labels: Mapping[str, str], *, service: str, severity: Severity, title: str
) -> Mapping[str, str]:
    """Return what matchers look at: an alert's own labels come first, then what we know of it."""
    return {"service": service, "severity": severity.value, "title": title, **labels}


def suppression_of(
    subject: Subject, suppressors: Iterable[Suppressor], now: datetime
) -> Suppression | None:
    """Return what keeps the alert quiet at that instant, if anything does."""
    by = tuple(each for each in suppressors if each.is_active(now) and _applies(each, subject))
    return Suppression(by, _last_end(by)) if by else None


def _applies(each: Suppressor, subject: Subject) -> bool:
    if isinstance(each, MaintenanceWindow):
        return subject.service_id in each.service_ids
    return each.team_id in {None, subject.team_id} and each.matches(subject.values)


def _last_end(by: Iterable[Suppressor]) -> datetime | None:
    ends = [each.ends_at for each in by]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None
