"""What is said about incidents."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import field, frozen

from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import EscalationPolicyId, UserId
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class IncidentDraft:
    """What people may edit of an incident."""

    title: str
    description: str = ""
    severity: Severity
    labels: Mapping[str, str] = field(factory=dict)

    @classmethod
    def of(cls, incident: Incident) -> "IncidentDraft":
        """Return the draft of an incident as it is."""
        return cls(
            title=incident.title,
            description=incident.description,
            severity=incident.severity,
            labels=incident.labels,
        )


#: Ten years, in seconds.
LONGEST_SNOOZE = 10 * 366 * 86_400


@frozen(kw_only=True)
class NoteBody:
    """Something to write down; Markdown."""

    text: str


@frozen(kw_only=True)
class EscalationBody:
    """Which step to run now; by default the next one."""

    step: int | None = None


@frozen(kw_only=True)
class SnoozeBody:
    """How long nothing is to happen: until an instant, or for so many seconds."""

    until: datetime | None = None
    for_seconds: int | None = None

    def __attrs_post_init__(self) -> None:
        if (self.until is None) is (self.for_seconds is None):
            raise InvalidError.at("/until", "give either until or for_seconds")
        if self.for_seconds is not None and not 1 <= self.for_seconds <= LONGEST_SNOOZE:
            raise InvalidError.at("/for_seconds", f"must be 1 to {LONGEST_SNOOZE}")

    def end(self, now: datetime) -> datetime:
        """Return when it ends, counted from `now`."""
        if self.until is not None:
            return self.until
        return now + timedelta(seconds=self.for_seconds or 0)


@frozen(kw_only=True)
class ReassignmentBody:
    """To whom: a person, or another escalation policy, by id or key."""

    user: UserId | None = None
    escalation_policy: EscalationPolicyId | None = None

    def __attrs_post_init__(self) -> None:
        if (self.user is None) is (self.escalation_policy is None):
            raise InvalidError.at("/user", "name either a user or an escalation_policy")
