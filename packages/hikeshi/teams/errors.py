"""What the rules of people, teams and services refuse."""

from datetime import timedelta

from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError


class UserNotFoundError(NotFoundError):
    """There is no such person."""


class TeamNotFoundError(NotFoundError):
    """There is no such team."""


class ServiceNotFoundError(NotFoundError):
    """There is no such service."""


class HolidaySetNotFoundError(NotFoundError):
    """There is no such set of holidays."""


class IntegrationNotFoundError(NotFoundError):
    """There is no such integration."""


class ContactMethodNotFoundError(NotFoundError):
    """There is no such contact method."""


class LastOwnerError(ConflictError):
    """The organisation needs at least one active owner; appoint another one first."""


class BadAddressError(InvalidError):
    """The address does not fit the kind of contact method."""


class BadTokenError(InvalidError):
    """The access token does not fit the kind of contact method."""


class NoCodeToSendError(ConflictError):
    """No code can be sent to such a contact method; an admin vouches for it."""


class TooManyCodesError(ForbiddenError):
    """Enough codes were sent of late; wait, then ask for another one.

    Args:
        retry_after: How long to wait.
    """

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__()


class WrongCodeError(InvalidError):
    """The code is wrong, was used, or is too old; ask for another one."""
