"""What a call about a page needs of the rooms that make calls."""

from datetime import datetime
from typing import Protocol

from hikeshi.kernel.ids import IncidentId, NotificationId, UserId


class Call(Protocol):
    """Whose call it is, and about which page."""

    @property
    def user_id(self) -> UserId:
        """Which person."""
        ...

    @property
    def incident_id(self) -> IncidentId:
        """Which incident."""
        ...

    @property
    def notification_id(self) -> NotificationId:
        """Which notification."""
        ...

    @property
    def attempt(self) -> int:
        """Which attempt of it."""
        ...


class ReadCall(Protocol):
    """Reads the token in a call's address."""

    def __call__(self, text: str, now: datetime) -> Call:
        """Return whose call it is.

        Raises:
            ForbiddenError: It was not made here, was changed, or is too old at `now`.
        """
        ...


class RenderPage(Protocol):
    """Says a page and listens for a key."""

    def __call__(
        self,
        *,
        locale: str,
        severity: str,
        number: int,
        title: str,
        action: str,
        others: int,
        drill: bool,
    ) -> str:
        """Return TwiML; `action` is where the key is posted, `others` is how many more it names."""
        ...


class RenderSaid(Protocol):
    """Says what came of a key."""

    def __call__(self, *, locale: str, what: str, number: int) -> str:
        """Return TwiML; `what` is `acknowledge`, `escalate`, `over` or `refused`."""
        ...
