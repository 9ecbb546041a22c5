"""What the rules of signing in refuse."""

from datetime import timedelta

from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError


class SignInRefusedError(ForbiddenError):
    """The e-mail address or the password is wrong."""


class TooManyAttemptsError(ForbiddenError):
    """There were too many attempts to sign in; wait, then try again.

    Args:
        retry_after: How long to wait.
    """

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__()


class SessionEndedError(ForbiddenError):
    """The session has ended; sign in again."""


class SessionRequiredError(ForbiddenError):
    """This needs a person signed in by password; an API token is not enough."""


class SessionNotFoundError(NotFoundError):
    """There is no such session, or it is not yours to see."""


class ApiTokenNotFoundError(NotFoundError):
    """There is no such API token, or it is not yours to see."""


class CalendarFeedNotFoundError(NotFoundError):
    """There is no such calendar feed, or it was revoked."""


class TooManyCalendarFeedsError(ConflictError):
    """You have too many calendar feeds; revoke one you no longer need."""


class WeakPasswordError(InvalidError):
    """The password is too easy to guess."""
