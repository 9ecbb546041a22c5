"""One unit of work: everything in it is decided and committed together."""

from datetime import datetime
from typing import Protocol

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IdSource


class Recorder(Protocol):
    """The part of a unit of work every domain sees: the instant, identities, and the events."""

    @property
    def now(self) -> datetime:
        """The instant at which this work is decided: one for the whole work."""
        ...

    @property
    def ids(self) -> IdSource:
        """Where new identities come from."""
        ...

    def record(self, *events: Event) -> None:
        """Note what happened; consequences follow when the work settles."""
        ...
