"""A drill: harmless pages that people must acknowledge, again and again."""

from datetime import datetime, timedelta
from typing import Any

from attrs import asdict, frozen

from hikeshi.incidents.model.escalation_policy import Target
from hikeshi.incidents.model.recurrence import Recurrence
from hikeshi.kernel.errors import Fault, HikeshiError, InvalidError, Sentence
from hikeshi.kernel.ids import DrillId, TeamId
from hikeshi.kernel.keys import check_key
from hikeshi.kernel.severity import Urgency

LONGEST_NAME = 255
MOST_TARGETS = 50
#: How long somebody has unless the drill says otherwise, at least, and at most.
USUAL_TIME = timedelta(minutes=15)
SHORTEST_TIME = timedelta(minutes=1)
LONGEST_TIME = timedelta(days=1)
#: A run that is due for longer is left out: it was meant for an hour that is over.
STILL_DUE_FOR = timedelta(hours=1)


@frozen(kw_only=True)
class DrillDraft:
    """What somebody says about a drill; without a name it is called by its key.

    Args:
        team_id: Whose managers hear of what was missed.
        targets: Who is paged: looked up when the drill runs.
        recurrence: When it runs by itself; nothing = only when somebody asks for it.
        acknowledge_within: How long people have.
        urgency: Whose personal rules it exercises.
    """

    key: str
    name: str | None = None
    team_id: TeamId | None = None
    targets: tuple[Target, ...]
    recurrence: Recurrence | None = None
    acknowledge_within: timedelta = USUAL_TIME
    urgency: Urgency = Urgency.HIGH
    enabled: bool = True

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        try:
            check_key(self.key)
        except HikeshiError as error:
            faults += error.faults
        if self.name is not None and not 0 < len(self.name.strip()) <= LONGEST_NAME:
            faults.append(
                Fault("/name", Sentence("must be 1 to {most} characters long", most=LONGEST_NAME))
            )
        if not 1 <= len(self.targets) <= MOST_TARGETS:
            faults.append(
                Fault(
                    "/targets", Sentence("must name 1 to {most} people to page", most=MOST_TARGETS)
                )
            )
        if not SHORTEST_TIME <= self.acknowledge_within <= LONGEST_TIME:
            faults.append(Fault("/acknowledge_within_seconds", "must be 60 to 86400"))
        if faults:
            raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=tuple(faults))

    @classmethod
    def of(cls, drill: "Drill") -> "DrillDraft":
        """Return the draft of a drill as it is."""
        return cls(
            key=drill.key,
            name=drill.name,
            team_id=drill.team_id,
            targets=drill.targets,
            recurrence=drill.recurrence,
            acknowledge_within=drill.acknowledge_within,
            urgency=drill.urgency,
            enabled=drill.enabled,
        )

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the drill it describes."""
        return {**asdict(self, recurse=False), "name": self.name or self.key}


@frozen(kw_only=True)
class Drill:
    """Harmless pages that people must acknowledge; each field means what it means on the draft.

    Args:
        version: Counts edits, from 1.
    """

    id: DrillId
    key: str
    name: str
    team_id: TeamId | None = None
    targets: tuple[Target, ...] = ()
    recurrence: Recurrence | None = None
    acknowledge_within: timedelta = USUAL_TIME
    urgency: Urgency = Urgency.HIGH
    enabled: bool = True
    version: int = 1

    def next_run_after(self, at: datetime) -> datetime | None:
        """Return when it runs by itself next; nothing where it does not."""
        if not self.enabled or self.recurrence is None:
            return None
        return self.recurrence.next_after(at)

    def still_due(self, planned_at: datetime, now: datetime) -> bool:
        """Say whether a run planned for then is still worth it: downtime is not made up for."""
        return self.enabled and now - planned_at <= STILL_DUE_FOR
