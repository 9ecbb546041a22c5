"""What is planned for later: a kind, a due time, and the epoch that keeps it valid."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class TimerKind(StrEnum):
    """Why an incident will be looked at again; the values order timers due together."""

    ACCEPT_BY = "accept_by"  # a reassignment has to be accepted
    ACKNOWLEDGE_TIMEOUT = "acknowledge_timeout"
    AUTO_RESOLVE = "auto_resolve"
    BEGIN_OF_HOURS = "begin_of_hours"  # support hours begin, the urgency rises
    DRILL_OVER = "drill_over"  # a drill had to be acknowledged by now
    ESCALATION = "escalation"  # the next step of the policy
    LAST_RESORT = "last_resort"  # the policy is exhausted, somebody must still be told
    SNOOZE = "snooze"


@frozen(order=True)
class Timer:
    """One planned look at an incident; it does nothing once `epoch` is no longer current."""

    due_at: datetime
    kind: TimerKind
    epoch: int
