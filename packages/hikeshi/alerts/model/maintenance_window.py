"""A maintenance window: services that are being worked on."""

from datetime import datetime

from attrs import evolve, frozen

from hikeshi.alerts.errors import SuppressionOverError
from hikeshi.alerts.model.span import SpanState, check_edit, check_span, ended, state_at
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import MaintenanceWindowId, ServiceId, TeamId, UserId
from hikeshi.kernel.keys import check_key


@frozen(kw_only=True)
class MaintenanceWindow:
    """No incident begins of alerts of these services, from `starts_at` up to and without `ends_at`.

    Args:
        ends_at: Nothing = until somebody ends it.
        reason: Why; required.
        team_id: Who may change it; nothing = only who may respond everywhere.
        created_by: Who made it; nothing where a file says so.
    """

    id: MaintenanceWindowId
    service_ids: tuple[ServiceId, ...]
    starts_at: datetime
    reason: str
    ends_at: datetime | None = None
    key: str | None = None
    team_id: TeamId | None = None
    created_by: UserId | None = None
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if not self.service_ids:
            raise InvalidError.at("/service_ids", "must name at least one service")
        check_span(self.starts_at, self.ends_at)
        if not self.reason.strip():
            raise InvalidError.at("/reason", "must not be empty: why nobody is told")
        if self.key is not None:
            check_key(self.key)

    @property
    def why(self) -> str:
        """What to tell people who ask."""
        return f"maintenance “{self.reason}”"

    def is_active(self, at: datetime) -> bool:
        """Say whether it holds at that instant."""
        return self.state(at) is SpanState.ACTIVE

    def state(self, at: datetime) -> SpanState:
        """Return whether it is still to come, holds, or is over."""
        return state_at(at, self.starts_at, self.ends_at)

    def end(self, now: datetime) -> "MaintenanceWindow":
        """End it now; ending it again changes nothing, and the past stays as it was."""
        if self.state(now) is SpanState.ENDED:
            return self
        starts_at, ends_at = ended(now, self.starts_at)
        return evolve(self, starts_at=starts_at, ends_at=ends_at, version=self.version + 1)

    def edited(self, wanted: "MaintenanceWindow", now: datetime) -> "MaintenanceWindow":
        """Return it as wanted; what has held already cannot be otherwise any more.

        Raises:
            SuppressionOverError: It is over.
            InvalidError: Something would change the past.
        """
        if self.state(now) is SpanState.ENDED:
            raise SuppressionOverError
        check_edit(self.starts_at, wanted.starts_at, wanted.ends_at, now)
        if evolve(wanted, version=self.version) == self:
            return self
        return evolve(wanted, version=self.version + 1)
