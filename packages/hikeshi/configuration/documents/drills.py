"""Drills in a file."""

from datetime import timedelta
from typing import Annotated

from attrs import frozen
from cattrs import override

from hikeshi.configuration.documents.escalation import TargetDocument
from hikeshi.incidents.model.drill import USUAL_TIME
from hikeshi.incidents.model.recurrence import Recurrence
from hikeshi.kernel.severity import Urgency

_omitted = override(omit_if_default=True)


@frozen(kw_only=True)
class DrillDocument:
    """Harmless pages that people must acknowledge; without `recurrence` only on demand."""

    key: str
    name: Annotated[str | None, _omitted] = None
    team: str | None = None
    targets: tuple[TargetDocument, ...]
    recurrence: Recurrence | None = None
    acknowledge_within: timedelta = USUAL_TIME
    urgency: Urgency = Urgency.HIGH
    enabled: bool = True
