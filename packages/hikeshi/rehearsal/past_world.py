"""A Hikeshi in memory that keeps only what may still matter, for histories of any length."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from attrs import define, evolve, field

from hikeshi.alerts.events import AlertOpened, AlertResolved
from hikeshi.flow.directory import Directory
from hikeshi.incidents.events import (
    IncidentAcknowledged,
    IncidentClosed,
    IncidentResolved,
    IncidentTriggered,
    PersonPaged,
)
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.kernel.time_zones import time_zone
from hikeshi.memory import Store
from hikeshi.notifications.events import PersonUnreachable
from hikeshi.rehearsal.trace import Trace
from hikeshi.rehearsal.world import LOOPS, StuckError, World

#: A page at these local times of the person's own zone wakes them.
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)


@define
class Tally(Trace):
    """Counts what happens, and forgets what is over.

    Args:
        paged: Pages of each person.
        woken: Of these, pages in the person's night.
        opened: How many incidents began.
        answered: Incidents somebody acknowledged.
        silent: For each incident still open that has paged nobody: the line that began it.
        told: Lines whose incident paged somebody.
        line: The line being played.
    """

    paged: Counter[UserId] = field(factory=Counter)
    woken: Counter[UserId] = field(factory=Counter)
    opened: int = 0
    answered: set[IncidentId] = field(factory=set)
    told: set[int] = field(factory=set)
    lines: dict[IncidentId, list[int]] = field(factory=dict)
    line: int = 0
    _zones: dict[UserId, ZoneInfo] = field(factory=dict)
    _over: set[IncidentId] = field(factory=set)

    def watch(self, events: Sequence[Event]) -> None:
        """Take in what a work brought about, once it is committed."""
        for event in events:
            if isinstance(event, PersonPaged):
                self._page_of(event)
            elif isinstance(event, IncidentTriggered):
                self.opened += 1
            elif isinstance(event, AlertOpened):
                self._opened(event)
            elif isinstance(event, IncidentAcknowledged):
                self.answered.add(event.incident_id)
            elif isinstance(event, IncidentResolved | IncidentClosed):
                self._over.add(event.incident_id)
            elif isinstance(event, AlertResolved):
                self.store.alerts.rows.pop(event.alert_id, None)
            elif isinstance(event, PersonUnreachable):
                self.store.notifications.rows.pop(event.notification_id, None)
        self._forget()

    def say(self, at: datetime, text: str) -> None:
        """Say nothing: nobody reads the log of a year."""

    def _page_of(self, event: PersonPaged) -> None:
        self.paged[event.user_id] += 1
        if self._is_night(event.user_id, event.at):
            self.woken[event.user_id] += 1
        self.told.update(self.lines.pop(event.incident_id, ()))
        self.lines[event.incident_id] = _TOLD

    def _opened(self, event: AlertOpened) -> None:
        waiting = self.lines.get(event.incident_id)
        if waiting is _TOLD:
            self.told.add(self.line)
        elif waiting is None:
            self.lines[event.incident_id] = [self.line]
        else:
            waiting.append(self.line)

    def _is_night(self, user_id: UserId, at: datetime) -> bool:
        zone = self._zones.get(user_id)
        if zone is None:
            user = self.store.users.rows[user_id]
            zone = self._zones[user_id] = time_zone(user.time_zone)
        local = at.astimezone(zone).time()
        return local >= NIGHT_BEGINS or local < NIGHT_ENDS

    def _forget(self) -> None:
        """Drop incidents that are over and of which no alert fires any more."""
        for incident_id in tuple(self._over):
            if not self.store.firing_of.rows.get(incident_id):
                self._over.discard(incident_id)
                self.store.firing_of.rows.pop(incident_id, None)
                self.store.incidents.rows.pop(incident_id, None)
                self.lines.pop(incident_id, None)
        self.store.outbox.rows.clear()


#: Stands for the lines of an incident that has paged somebody: nothing waits any more.
_TOLD: list[int] = []


class PastWorld(World):
    """A world without deliveries: who is paged does not hang on them."""

    def run_due(self) -> None:
        """Run the timers that are due now, by (due, incident, kind)."""
        for _ in range(LOOPS):
            if not self._has_come(self._timers.earliest()):
                return
            self.do(lambda work: RunDueTimers()(work, limit=1))
        raise StuckError


def past_world(directory: Directory, start: datetime) -> tuple[PastWorld, Tally]:
    """Return a world in which that is configured, and what counts in it."""
    # Without contact methods nothing is planned for each page, which changes nobody's paging.
    mute = evolve(directory, contact_methods=(), notification_rules=())
    store = Store.of(mute)
    tally = Tally(store, start)
    return PastWorld(start, store=store, tally=tally, keeps_records=False), tally
