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
