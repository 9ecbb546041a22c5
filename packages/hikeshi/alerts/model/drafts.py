"""What people say when they ask for quiet: fields of silences and maintenance windows."""

from datetime import datetime

from attrs import frozen

from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.alerts.model.silence import Silence
from hikeshi.kernel.ids import MaintenanceWindowId, ServiceId, SilenceId, TeamId, UserId


@frozen(kw_only=True)
class SilenceDraft:
    """The fields of a silence.

    Args:
        starts_at: Nothing, or what is past = now.
    """

    matchers: tuple[Matcher, ...]
    ends_at: datetime
    comment: str
    starts_at: datetime | None = None
    team_id: TeamId | None = None

    @classmethod
    def of(cls, silence: Silence) -> "SilenceDraft":
        """Return the fields as they are."""
        return cls(
            matchers=silence.matchers,
            ends_at=silence.ends_at,
            comment=silence.comment,
            starts_at=silence.starts_at,
            team_id=silence.team_id,
        )

    def to_silence(
        self, silence_id: SilenceId, *, starts_at: datetime, created_by: UserId | None
    ) -> Silence:
        """Return the silence.

        Raises:
            InvalidError: It breaks a rule; the fault has its pointer.
        """
        return Silence(
            id=silence_id,
            matchers=self.matchers,
            starts_at=starts_at,
            ends_at=self.ends_at,
            comment=self.comment,
            created_by=created_by,
            team_id=self.team_id,
        )


@frozen(kw_only=True)
class MaintenanceWindowDraft:
    """The fields of a maintenance window.

    Args:
        starts_at: Nothing, or what is past = now.
        ends_at: Nothing = until somebody ends it.
    """

    service_ids: tuple[ServiceId, ...]
    reason: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    key: str | None = None
    team_id: TeamId | None = None

    @classmethod
    def of(cls, window: MaintenanceWindow) -> "MaintenanceWindowDraft":
        """Return the fields as they are."""
        return cls(
            service_ids=window.service_ids,
            reason=window.reason,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            key=window.key,
            team_id=window.team_id,
        )

    def to_window(
        self,
        window_id: MaintenanceWindowId,
        *,
        starts_at: datetime,
        created_by: UserId | None,
    ) -> MaintenanceWindow:
        """Return the window.

        Raises:
            InvalidError: It breaks a rule; the fault has its pointer.
        """
        return MaintenanceWindow(
            id=window_id,
            service_ids=self.service_ids,
            starts_at=starts_at,
            ends_at=self.ends_at,
            reason=self.reason,
            key=self.key,
            team_id=self.team_id,
            created_by=created_by,
        )
