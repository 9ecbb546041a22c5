"""What the rules of subscriptions refuse."""

from hikeshi.kernel.errors import ConflictError, NotFoundError


class SubscriptionNotFoundError(NotFoundError):
    """There is no such webhook subscription."""


class SubscriptionMessageNotFoundError(NotFoundError):
    """There is no such message of this subscription."""


class NoOlderSecretError(ConflictError):
    """The subscription has one secret only; rotate it first."""


class StillUnderWayError(ConflictError):
    """The message has not been given up or delivered yet; it is tried again by itself."""
