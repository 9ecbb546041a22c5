"""What happened: past tense, immutable, with the one who did it."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.actor import Actor


@frozen(kw_only=True)
class Event:
    """A fact.

    Args:
        id: Identity of the fact itself; consumers use it to recognise a repetition.
        at: When it happened.
        by: On whose behalf.
    """

    id: UUID
    at: datetime
    by: Actor
