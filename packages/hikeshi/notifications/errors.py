"""What the rules of notifications refuse."""

from hikeshi.kernel.errors import ConflictError, NotFoundError, UnavailableError


class NotificationNotFoundError(NotFoundError):
    """There is no such notification, or it is not yours to see."""


class NotificationRuleNotFoundError(NotFoundError):
    """There is no such notification rule."""


class NotADeadLetterError(ConflictError):
    """Only a page that failed, and was not discarded, can be sent again or discarded."""


class NobodyReachedError(ConflictError):
    """Nobody has the incident, and nobody was told of it another way; `force` discards it."""


class NobodyPagedAnyMoreError(ConflictError):
    """The incident is acknowledged or over: nobody is paged about it any more."""


class IncidentBusyError(UnavailableError):
    """Somebody is changing the incident at this moment; say it again soon."""
