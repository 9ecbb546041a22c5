"""The two ways a request can fail before there is an answer."""

from hikeshi.kernel.errors import ConflictError, InvalidError


class BadAllowedRangeError(InvalidError):
    """HIKESHI_OUTBOUND_ALLOW must be address ranges such as 10.0.0.0/8, separated by commas."""


class DestinationRefusedError(InvalidError):
    """Hikeshi does not send there: the address is inward, or it is no HTTP address."""


class DestinationUnreachableError(ConflictError):
    """There was no whole answer; trying again may help.

    Attributes:
        maybe_sent: The request may have arrived all the same.
    """

    def __init__(self, detail: str | None = None, *, maybe_sent: bool = False) -> None:
        super().__init__(detail)
        self.maybe_sent = maybe_sent
