"""What the rules of alerts refuse."""

from hikeshi.kernel.errors import ConflictError, InvalidError, NotFoundError


class AlertNotFoundError(NotFoundError):
    """There is no such alert, or it is not yours to see."""


class MaintenanceWindowNotFoundError(NotFoundError):
    """There is no such maintenance window, or it is not yours to see."""


class RoutesIncompleteError(InvalidError):
    """The last route must match everything, so that no signal is lost."""


class SilenceNotFoundError(NotFoundError):
    """There is no such silence, or it is not yours to see."""


class SuppressionOverError(ConflictError):
    """It is over and stays as it was; make another one."""
