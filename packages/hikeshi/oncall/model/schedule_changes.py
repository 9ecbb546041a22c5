"""What somebody wants changed about a schedule."""

from datetime import datetime

from attrs import evolve, frozen

from hikeshi.kernel.ids import TeamId
from hikeshi.oncall.model.layer import Layer
from hikeshi.oncall.model.revision import Revision
from hikeshi.oncall.model.schedule import Schedule


@frozen(kw_only=True)
class ScheduleChanges:
    """The fields to change; nothing = as it is.

    The time zone is not among them: it would move the hand-offs of the past.

    Args:
        ownerless: No team owns it any more.
        later: What is planned, each revision after now; it takes the place of what was.
    """

    key: str | None = None
    name: str | None = None
    team_id: TeamId | None = None
    ownerless: bool = False
    layers: tuple[Layer, ...] | None = None
    later: tuple[Revision, ...] | None = None

    def apply_to(self, schedule: Schedule, now: datetime) -> tuple[Schedule, tuple[str, ...]]:
        """Return the schedule as wanted, one version on, and the names of what changed.

        Raises:
            InvalidError: The result breaks a rule.
        """
        edited = evolve(
            schedule,
            key=schedule.key if self.key is None else self.key,
            name=schedule.name if self.name is None else self.name,
            team_id=self._owner(schedule),
        )
        fields = [name for name in ("key", "name", "team_id") if _differs(schedule, edited, name)]
        if self.layers is not None:
            with_layers = edited.edit(self.layers, now)
            fields += ["layers"] if with_layers is not edited else []
            edited = with_layers
        if self.later is not None:
            replanned = edited.replan(self.later, now)
            fields += ["revisions"] if replanned is not edited else []
            edited = replanned
        if not fields:
            return schedule, ()
        return evolve(edited, version=schedule.version + 1), tuple(fields)

    def _owner(self, schedule: Schedule) -> TeamId | None:
        if self.ownerless:
            return None
        return schedule.team_id if self.team_id is None else self.team_id


def _differs(before: Schedule, after: Schedule, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))
