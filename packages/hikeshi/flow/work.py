"""One unit of work over all domains; each domain sees only its slice."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from attrs import frozen

from hikeshi.access.ports import AccessWork
from hikeshi.alerts.ports import AlertWork
from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.applied_object import AppliedObjectRepository
from hikeshi.flow.directory import Directory, Organisation
from hikeshi.incidents.ports import IncidentWork
from hikeshi.kernel.events import Event
from hikeshi.notifications.ports import NotificationWork
from hikeshi.oncall.ports import OncallWork
from hikeshi.subscriptions.ports import SubscriptionWork
from hikeshi.teams.ports import TeamsWork

T = TypeVar("T")


@frozen
class OutboxRow:
    """A consequence that follows after the commit, in a work of its own.

    Args:
        consequence: Name of the row in the reactions table.
        event: The fact it follows from.
    """

    consequence: str
    event: Event


class Journal(Protocol):
    """Keeps the audit entries of a work; they are sealed later."""

    async def append_many(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries; none is ever changed."""
        ...


class Outbox(Protocol):
    """Keeps what follows after the commit until it has been done."""

    async def append_many(self, rows: Sequence[OutboxRow]) -> None:
        """Write rows."""
        ...

    async def take(self, limit: int) -> Sequence[OutboxRow]:
        """Return the oldest rows nobody else has taken, and remove them with this work."""
        ...


class OrganisationRepository(Protocol):
    """Keeps what holds for everybody."""

    async def get(self) -> Organisation:
        """Return it."""
        ...

    async def save(self, organisation: Organisation) -> None:
        """Write it."""
        ...


class Work(
    AccessWork,
    AlertWork,
    IncidentWork,
    NotificationWork,
    OncallWork,
    SubscriptionWork,
    TeamsWork,
    Protocol,
):
    """One transaction over all domains."""

    @property
    def journal(self) -> Journal:
        """The audit entries."""
        ...

    @property
    def outbox(self) -> Outbox:
        """What follows after the commit."""
        ...

    @property
    def organisation(self) -> OrganisationRepository:
        """What holds for everybody."""
        ...

    @property
    def applied_objects(self) -> AppliedObjectRepository:
        """What files last made of objects."""
        ...

    @property
    def request_id(self) -> str | None:
        """The request that asked for this work, where there was one."""
        ...

    @property
    def keeps_records(self) -> bool:
        """Whether timeline and journal are written; a suite of scenarios has its traces."""
        ...

    async def directory(self) -> Directory:
        """Return the whole configuration as this work sees it."""
        ...

    async def hold_configuration(self) -> None:
        """Let nobody else apply files until this work ends; look at it as it is then."""
        ...

    def drain(self) -> Sequence[Event]:
        """Return the events recorded since the last call."""
        ...


class Transactions(Protocol):
    """Opens works: the only place that begins, settles, commits and repeats them."""

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work, settle, commit; all of it or nothing.

        Args:
            do: What is to be done; called again, on a new work, after a serialisation
                failure, a deadlock or a lock time-out.
            request_id: The request that asks for it, for the journal.
        """
        ...
