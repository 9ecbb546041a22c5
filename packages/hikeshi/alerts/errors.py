"""What the rules of alerts refuse."""

from hikeshi.kernel.errors import InvalidError, NotFoundError


class AlertNotFoundError(NotFoundError):
    """There is no such alert, or it is not yours to see."""


class RoutesIncompleteError(InvalidError):
    """The last route must match everything, so that no signal is lost."""
