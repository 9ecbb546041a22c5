"""What the rules of on-call schedules refuse."""

from hikeshi.kernel.errors import ConflictError, NotFoundError


class ScheduleNotFoundError(NotFoundError):
    """There is no such schedule, or it is not yours to see."""


class OverrideNotFoundError(NotFoundError):
    """The schedule has no such override."""


class RevisionNotFoundError(NotFoundError):
    """The schedule never had that revision."""


class OverridePastError(ConflictError):
    """The override is over, and edits never change the past."""


class OverrideOfSwapError(ConflictError):
    """The override belongs to a swap: a manager withdraws the swap instead."""


class SwapNotFoundError(NotFoundError):
    """There is no such swap."""


class NothingToGiveError(ConflictError):
    """The person is not on call in this schedule at that time: there is nothing to give away."""


class SwapOverlapError(ConflictError):
    """The person offers part of this time in another swap already; withdraw that one first."""


class SwapClosedError(ConflictError):
    """The swap is not open any more."""


class UnavailabilityNotFoundError(NotFoundError):
    """There is no such unavailability, or it is not yours to see."""


class UnavailabilityOfCalendarError(ConflictError):
    """The unavailability comes from a calendar; change it there."""


class CalendarNotFoundError(NotFoundError):
    """There is no such calendar, or it is not yours to see."""


class TooManyCalendarsError(ConflictError):
    """The person has as many calendars read as one may have; take one away first."""


class CalendarTakenError(ConflictError):
    """The set of holidays reads a calendar already; change that one."""
