"""Who would have been paged? A history of alerts, replayed through a configuration."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import define, field, frozen

from hikeshi.alerts.model.alert import AlertIdentity
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.flow.directory import Directory
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.kernel.ids import IncidentId, IntegrationId
from hikeshi.rehearsal.files import NO_FILES
from hikeshi.rehearsal.history import PastEvent
from hikeshi.rehearsal.naming import Names
from hikeshi.rehearsal.past_world import PastWorld, Tally, past_world
from hikeshi.rehearsal.playing import Player

#: So long after the last line escalation goes on.
TAIL = timedelta(hours=1)
#: So many missed or added incidents are named; all of them are counted.
MOST_NAMED = 100
_INGEST = IngestSignals()

Line = tuple[int, PastEvent]


@frozen(kw_only=True)
class Outcome:
    """What one configuration makes of a history.

    Args:
        incidents: How many began.
        unanswered: How many of them nobody acknowledged, by what the history says.
        pages: Of each person, by key.
        night_pages: Of these, between 22:00 and 06:00 of the person's own zone.
        told: Lines whose incident paged somebody.
        nowhere: How many triggers no sender or service of the configuration takes.
    """

    incidents: int
    unanswered: int
    pages: Mapping[str, int]
    night_pages: Mapping[str, int]
    told: frozenset[int]
    nowhere: int

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON builtins."""
        return {
            "incidents": self.incidents,
            "unanswered": self.unanswered,
            "pages": sum(self.pages.values()),
            "night_pages": sum(self.night_pages.values()),
            "nowhere": self.nowhere,
            "people": [
                {"user": user, "pages": pages, "night_pages": self.night_pages.get(user, 0)}
                for user, pages in sorted(self.pages.items())
            ],
        }


@frozen(kw_only=True)
class Backtest:
    """A history under a proposed configuration, against a baseline.

    Args:
        lines: How many events the history has.
        since: When the first one happened; nothing in an empty history.
        baseline: Another configuration's outcome; nothing = history itself, in which every
            trigger mattered.
        missed: Triggers somebody was paged for, and now nobody would be; the first ones.
        added: The other way round.
    """

    lines: int
    since: datetime | None
    until: datetime | None
    proposed: Outcome
    baseline: Outcome | None
    missed_count: int
    added_count: int
    missed: tuple[Mapping[str, Any], ...]
    added: tuple[Mapping[str, Any], ...]

    @property
    def passed(self) -> bool:
        """Say whether nothing would be missed."""
        return self.missed_count == 0

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON builtins."""
        return {
            "lines": self.lines,
            "since": None if self.since is None else rfc3339(self.since),
            "until": None if self.until is None else rfc3339(self.until),
            "acknowledgements": "as in the history, otherwise never",
            "baseline": "history" if self.baseline is None else self.baseline.as_json(),
            "proposed": self.proposed.as_json(),
            "missed": {"count": self.missed_count, "first": [dict(row) for row in self.missed]},
            "added": {"count": self.added_count, "first": [dict(row) for row in self.added]},
        }


def backtest(
    history: Iterable[Line],
    proposed: Directory,
    *,
    baseline: Directory | None = None,
    tail: timedelta = TAIL,
) -> Backtest:
    """Replay a history, read once, through one or two configurations.

    Args:
        history: Its events with their numbers, in order of time; see `read_history`.
        proposed: The configuration asked about.
        baseline: The one to compare it with; nothing = history itself.
        tail: How long after the last event escalation goes on.

    Raises:
        InvalidError: An event of the history is wrong.
    """
    new, old = _Replay(proposed), None if baseline is None else _Replay(baseline)
    replays = [replay for replay in (new, old) if replay is not None]
    triggers: dict[int, PastEvent] = {}
    first = last = None
    lines = 0
    for number, event in history:
        lines, first, last = lines + 1, first or event.at, event.at
        if event.action is SignalAction.TRIGGER:
            triggers[number] = event
        for replay in replays:
            replay.play(number, event)
    until = None if last is None else last + tail
    for replay in replays:
        replay.finish(until)
    was = new.opening if old is None else old.told
    missed = sorted(was - new.told)
    added = [] if old is None else sorted(new.told - was)
    return Backtest(
        lines=lines,
        since=first,
        until=until,
        proposed=new.outcome(),
        baseline=None if old is None else old.outcome(),
        missed_count=len(missed),
        added_count=len(added),
        missed=tuple(_named(n, triggers[n]) for n in missed[:MOST_NAMED]),
        added=tuple(_named(n, triggers[n]) for n in added[:MOST_NAMED]),
    )


@define
class _Replay:
    """One configuration living through the history."""

    directory: Directory
    opening: set[int] = field(factory=set)
    nowhere: int = 0
    _player: Player | None = None
    _tally: Tally | None = None
    _senders: dict[tuple[str | None, str | None], IntegrationId | None] = field(factory=dict)
    _fired: set[tuple[str | None, str | None, str]] = field(factory=set)

    @property
    def told(self) -> set[int]:
        """Lines whose incident paged somebody."""
        return self._tally.told if self._tally is not None else set()

    def play(self, number: int, event: PastEvent) -> None:
        """Let the event happen in this world."""
        player, tally = self._world(event.at)
        player.world.advance_to(event.at)
        self._note_opening(number, event)
        sender = self._sender(player, event)
        if sender is None:
            self.nowhere += event.action is SignalAction.TRIGGER
            return
        tally.line = number
        if event.action is SignalAction.ACKNOWLEDGE and event.by is not None:
            _acknowledge(player, event, sender)
        else:
            player.world.do(lambda work: _INGEST(work, (_signal(event, sender),)))

    def finish(self, until: datetime | None) -> None:
        """Let escalation go on until then."""
        if until is not None and self._player is not None:
            self._player.world.advance_to(until)
            self._player.world.run_due()

    def outcome(self) -> Outcome:
        """Return what came of it."""
        tally = self._tally
        if tally is None:
            return Outcome(
                incidents=0, unanswered=0, pages={}, night_pages={}, told=frozenset(), nowhere=0
            )
        users = self.directory.users
        return Outcome(
            incidents=tally.opened,
            unanswered=tally.opened - len(tally.answered),
            pages={users[user].key: count for user, count in tally.paged.items()},
            night_pages={users[user].key: count for user, count in tally.woken.items()},
            told=frozenset(tally.told),
            nowhere=self.nowhere,
        )

    def _world(self, start: datetime) -> tuple[Player, Tally]:
        if self._player is None or self._tally is None:
            world: PastWorld
            world, self._tally = past_world(self.directory, start)
            self._player = Player(world, NO_FILES, Names(world.store))
            world.do(self._player.names.add_senders)
        return self._player, self._tally

    def _note_opening(self, number: int, event: PastEvent) -> None:
        """Remember which triggers began something in the history itself."""
        identity = (event.integration, event.service, event.dedup_key)
        if event.action is SignalAction.TRIGGER and identity not in self._fired:
            self._fired.add(identity)
            self.opening.add(number)
        elif event.action is SignalAction.RESOLVE:
            self._fired.discard(identity)

    def _sender(self, player: Player, event: PastEvent) -> IntegrationId | None:
        """Return who sends it here: the integration of that name, else one of the service."""
        named = (event.integration, event.service)
        if named not in self._senders:
            self._senders[named] = _find_sender(player.names, *named)
        return self._senders[named]


def _find_sender(
    names: Names, integration: str | None, service: str | None
) -> IntegrationId | None:
    for found in names.store.integrations.rows.values():
        if integration is not None and found.name == integration:
            return found.id
    for known in names.store.services.rows.values():
        if service is not None and known.key == service:
            return names.senders[known.id]
    return None


def _signal(event: PastEvent, sender: IntegrationId) -> Signal:
    return Signal(
        integration_id=sender,
        action=event.action,
        dedup_key=event.dedup_key,
        severity=event.severity,
        title=event.title or event.dedup_key,
        labels=event.labels,
    )


def _acknowledge(player: Player, event: PastEvent, sender: IntegrationId) -> None:
    """Let the person of the history acknowledge, where there is something to acknowledge."""
    store = player.world.store
    alert_id = store.firing.rows.get(AlertIdentity(sender, event.dedup_key))
    if alert_id is None or event.by is None:
        return
    incident_id: IncidentId = store.alerts.rows[alert_id].incident_id
    try:
        by = player.actor_of(event.by)
    except InvalidError:  # somebody who has left since: the source says it for them
        player.world.do(lambda work: _INGEST(work, (_signal(event, sender),)))
        return
    try:
        player.world.do(lambda work: AcknowledgeIncident()(work, incident_id, by=by))
    except (ConflictError, ForbiddenError):
        return  # it is over by then, or not theirs to take: it happened in the history only


def _named(number: int, event: PastEvent) -> Mapping[str, Any]:
    return {
        "line": number,
        "at": rfc3339(event.at),
        "integration": event.integration,
        "service": event.service,
        "dedup_key": event.dedup_key,
        "title": event.title,
    }
