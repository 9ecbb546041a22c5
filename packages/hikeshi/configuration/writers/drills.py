"""Drills."""

from attrs import frozen

from hikeshi.configuration.documents import DrillDocument, TargetDocument
from hikeshi.configuration.writers.names import Names
from hikeshi.incidents.model.drill import Drill


@frozen
class DrillWriter:
    """Writes who must acknowledge harmless pages, and when."""

    names: Names

    def drill(self, drill: Drill) -> DrillDocument:
        """Write a drill."""
        return DrillDocument(
            key=drill.key,
            name=drill.name,
            team=self.names.team(drill.team_id),
            targets=tuple(
                TargetDocument(kind=target.kind, key=self.names.target(target))
                for target in drill.targets
            ),
            recurrence=drill.recurrence,
            acknowledge_within=drill.acknowledge_within,
            urgency=drill.urgency,
            enabled=drill.enabled,
        )
