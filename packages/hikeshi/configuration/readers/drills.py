"""Drills: whom they page, and when."""

from collections.abc import Iterable

from hikeshi.configuration.documents import DrillDocument
from hikeshi.configuration.identities import drill_id
from hikeshi.configuration.references import References
from hikeshi.configuration.structuring import Part
from hikeshi.incidents.model.drill import Drill, DrillDraft
from hikeshi.incidents.model.escalation_policy import Target


def read_drills(references: References, parts: Iterable[Part[DrillDocument]]) -> tuple[Drill, ...]:
    """Read drills; what is wrong with one becomes faults."""
    read = (_drill(references, part) for part in parts)
    return tuple(drill for drill in read if drill is not None)


def _drill(references: References, part: Part[DrillDocument]) -> Drill | None:
    document, pointer = part.document, part.pointer
    team = references.team(document.team, f"{pointer}/team")
    targets = tuple(
        Target(named.kind, found, named.key)
        for index, named in enumerate(document.targets)
        if (found := references.target(named.kind, named.key, f"{pointer}/targets/{index}/key"))
        is not None
    )
    if document.targets and not targets:
        return None  # each of them is a fault already
    draft = references.faults.attempt(
        lambda: DrillDraft(
            key=document.key,
            name=document.name,
            team_id=team,
            targets=targets,
            recurrence=document.recurrence,
            acknowledge_within=document.acknowledge_within,
            urgency=document.urgency,
            enabled=document.enabled,
        ),
        pointer,
    )
    return None if draft is None else Drill(id=drill_id(document.key), **draft.values)
