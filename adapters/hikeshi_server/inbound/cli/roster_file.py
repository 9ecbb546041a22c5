"""The schedules of a configuration file, ready to be asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from hikeshi.configuration import read_on_call
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.errors import HikeshiError, NotFoundError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, gaps, merged_shifts, on_call
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.cli.refusing import refuse_input
from hikeshi_server.inbound.files import Marks, read_configuration


@frozen
class RosterFile:
    """Schedules by key, and the keys of people; answers are JSON builtins."""

    schedules: Mapping[str, Schedule]
    user_keys: Mapping[UserId, str]
    users: Sequence[User] = ()

    def schedule(self, key: str) -> Schedule:
        """Return the schedule of that key.

        Raises:
            NotFoundError: Naming the ones there are.
        """
        if key not in self.schedules:
            known = ", ".join(sorted(self.schedules)) or "none"
            raise NotFoundError(f"there is no schedule “{key}”; the file has: {known}")
        return self.schedules[key]

    def on_call(self, key: str, at: datetime) -> dict[str, Any]:
        """Say who is on call at an instant, by key."""
        people = on_call(self.schedule(key), at)
        return {"on_call": [self.user_keys[user] for user in people]}

    def shifts(self, key: str, interval: Interval) -> dict[str, Any]:
        """Return the shifts, merged per person, by start, then by person's key."""
        found = [
            {
                "start": rfc3339(shift.interval.start),
                "end": rfc3339(shift.interval.end),
                "user": self.user_keys[shift.user],
            }
            for shift in sorted(
                merged_shifts(self.schedule(key), interval),
                key=lambda shift: (shift.interval.start, self.user_keys[shift.user]),
            )
        ]
        return {"shifts": found}

    def gaps(self, key: str, interval: Interval) -> dict[str, Any]:
        """Return when nobody is on call."""
        found = gaps(self.schedule(key), interval)
        return {"gaps": [{"start": rfc3339(gap.start), "end": rfc3339(gap.end)} for gap in found]}


def open_roster(path: Path) -> RosterFile:
    """Read people and schedules of a configuration file; exit 2 where they are wrong."""
    marks = Marks()
    try:
        marked = read_configuration(path)
        marks = marked.marks
        configuration = read_on_call(marked.value)
    except HikeshiError as error:
        refuse_input(error, marks)
    return RosterFile(
        schedules={schedule.key: schedule for schedule in configuration.schedules},
        user_keys={user.id: user.key for user in configuration.users},
        users=configuration.users,
    )
