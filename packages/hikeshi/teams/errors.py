"""What the rules of people, teams and services refuse."""

from hikeshi.kernel.errors import ConflictError, InvalidError, NotFoundError


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
