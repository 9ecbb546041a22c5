"""What the rules of notifications refuse."""

from hikeshi.kernel.errors import ConflictError, NotFoundError, UnavailableError


class NotificationNotFoundError(NotFoundError):
    """There is no such notification, or it is not yours to see."""


class NotificationRuleNotFoundError(NotFoundError):
    """There is no such notification rule."""


class NotADeadLetterError(ConflictError):
    """Only a notification that failed can be sent again."""


class NobodyPagedAnyMoreError(ConflictError):
    """The incident is acknowledged or over: nobody is paged about it any more."""


class IncidentBusyError(UnavailableError):
    """Somebody is changing the incident at this moment; say it again soon."""
