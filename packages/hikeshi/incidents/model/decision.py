"""The frame of every decision: the instant, identities, the actor; and what came of it."""

from datetime import datetime
from typing import TypeVar

from attrs import field, frozen

from hikeshi.incidents.events import IncidentEvent
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.turns import Turns
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IdSource

E = TypeVar("E", bound=IncidentEvent)


@frozen
class Moment:
    """When, on whose behalf, and with which identities something is decided.

    Args:
        turns: Whose turn it is; shared by all decisions of one work.
    """

    now: datetime
    ids: IdSource
    by: Actor
    turns: Turns = field(factory=Turns)


@frozen
class Decision:
    """What an incident becomes, and the facts that say why."""

    incident: Incident
    events: tuple[IncidentEvent, ...] = ()

    def noting(self, moment: Moment, kind: type[E], **facts: object) -> "Decision":
        """Return the decision with one more fact."""
        event = kind(
            id=moment.ids(),
            at=moment.now,
            by=moment.by,
            incident_id=self.incident.id,
            **facts,
        )
        return Decision(self.incident, (*self.events, event))

    def with_incident(self, incident: Incident) -> "Decision":
        """Return the decision about the incident as it is now."""
        return Decision(incident, self.events)

    @property
    def changed(self) -> bool:
        """Say whether anything happened at all."""
        return bool(self.events)
