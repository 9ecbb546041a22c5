"""A unit of work over schedules kept in a dictionary."""

from itertools import count
from uuid import UUID

from tests.unit.oncall.builders import TEAM, utc

from hikeshi.kernel.actor import Actor, ActorKind, Role, TeamRole
from hikeshi.kernel.ids import uuid7

NOW = utc("2026-01-14T12:00")


class Schedules:
    """The port, kept in a dictionary."""

    def __init__(self, *schedules):
        self.kept = {schedule.id: schedule for schedule in schedules}

    async def get_many(self, ids):
        """Return those that exist."""
        return {key: self.kept[key] for key in ids if key in self.kept}

    async def lock_many(self, ids):
        """Return those that exist."""
        return await self.get_many(ids)

    async def find(self, key):
        """Return the one with that key."""
        return next((one for one in self.kept.values() if one.key == key), None)

    async def list_all(self):
        """Return all of them."""
        return [self.kept[key] for key in sorted(self.kept)]

    async def save_many(self, objects):
        """Write these."""
        self.kept |= {schedule.id: schedule for schedule in objects}

    async def delete_many(self, ids):
        """Remove these."""
        self.kept = {key: one for key, one in self.kept.items() if key not in ids}


class Work:
    """Fixed instant, counted identities, recorded events."""

    def __init__(self, *schedules):
        self.now = NOW
        self.schedules = Schedules(*schedules)
        self.events = []
        self._numbers = count(1)

    def ids(self):
        """Return the next identity."""
        return uuid7(1_768_000_000_000, next(self._numbers))

    def record(self, *events):
        """Keep the events."""
        self.events.extend(events)


def actor(team_role=TeamRole.MANAGER, number=1, role=Role.OBSERVER, team=TEAM):
    """A person with a role in the team that owns the schedules."""
    return Actor(ActorKind.USER, UUID(int=number), role, ((team, team_role),))
