"""What one run of a drill showed about one person."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hikeshi.kernel.ids import DrillId, DrillRunId, IncidentId, UserId


class DrillOutcome(StrEnum):
    """What a run showed."""

    WAITING = "waiting"
    PASSED = "passed"
    MISSED = "missed"  # a message arrived, and nobody acknowledged in time
    UNREACHABLE = "unreachable"  # no provider took a message on
    NOBODY = "nobody"  # nobody was on call
    CALLED_OFF = "called_off"  # somebody else ended it, or nothing could be sent

    @property
    def shows(self) -> bool:
        """Say whether it says anything about the person."""
        return self in _SHOWN


_SHOWN = frozenset({DrillOutcome.PASSED, DrillOutcome.MISSED, DrillOutcome.UNREACHABLE})


@frozen(kw_only=True)
class DrillRun:
    """What one run of a drill showed about one person.

    Args:
        user_id: Who was paged; nothing where nobody was on call.
        incident_id: The page, an incident marked as a drill.
        via: How the person was found: `user`, `schedule:KEY` or `team:KEY`.
        acknowledge_by: When the time is over.
        ended_at: When it was answered, or the time was over.
        channel: Kind of contact method it was answered by; nothing where they signed in.
        reason: What became of the messages, where it was not passed.
    """

    id: DrillRunId
    drill_id: DrillId
    user_id: UserId | None = None
    incident_id: IncidentId | None = None
    via: str = ""
    started_at: datetime
    acknowledge_by: datetime
    outcome: DrillOutcome = DrillOutcome.WAITING
    ended_at: datetime | None = None
    channel: str | None = None
    reason: str = ""

    @property
    def acknowledged_after(self) -> timedelta | None:
        """How long it took to acknowledge; nothing where it was not passed."""
        if self.outcome is not DrillOutcome.PASSED or self.ended_at is None:
            return None
        return self.ended_at - self.started_at

    def passed(self, now: datetime, channel: str | None) -> "DrillRun":
        """Return it answered in time."""
        return evolve(self, outcome=DrillOutcome.PASSED, ended_at=now, channel=channel)

    def missed(self, now: datetime, *, arrived: bool, reason: str) -> "DrillRun":
        """Return it with the time over.

        Args:
            arrived: Whether any message reached the person.
            reason: What became of the messages.
        """
        outcome = DrillOutcome.MISSED if arrived else DrillOutcome.UNREACHABLE
        return evolve(self, outcome=outcome, ended_at=now, reason=reason)

    def called_off(self, now: datetime, reason: str = "") -> "DrillRun":
        """Return it ended without showing anything: by somebody else, or for that reason."""
        return evolve(self, outcome=DrillOutcome.CALLED_OFF, ended_at=now, reason=reason)
