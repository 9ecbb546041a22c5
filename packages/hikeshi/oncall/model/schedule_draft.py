"""What somebody says about a schedule that does not exist yet."""

from attrs import frozen

from hikeshi.kernel.ids import ScheduleId, TeamId
from hikeshi.oncall.model.layer import Layer
from hikeshi.oncall.model.revision import Revision
from hikeshi.oncall.model.schedule import Schedule


@frozen(kw_only=True)
class ScheduleDraft:
    """The fields of a new schedule; without a name it is called by its key.

    Args:
        revisions: Layers that come into force later, ascending by instant.
    """

    key: str
    name: str | None = None
    team_id: TeamId | None = None
    time_zone: str
    layers: tuple[Layer, ...] = ()
    revisions: tuple[Revision, ...] = ()

    def to_schedule(self, schedule_id: ScheduleId) -> Schedule:
        """Return the schedule.

        Raises:
            InvalidError: It breaks a rule; each fault has its pointer.
        """
        return Schedule(
            id=schedule_id,
            key=self.key,
            name=self.name or self.key,
            team_id=self.team_id,
            time_zone=self.time_zone,
            layers=self.layers,
            revisions=self.revisions,
        )
