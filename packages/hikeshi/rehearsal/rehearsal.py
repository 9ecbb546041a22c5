"""A rehearsal from Python: configure, let things happen, let time pass, see who is paged."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import define, evolve, field, frozen

from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.conversion import parse_instant, rfc3339
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.severity import Severity
from hikeshi.rehearsal.files import NO_FILES, Look
from hikeshi.rehearsal.naming import Names
from hikeshi.rehearsal.playing import Player
from hikeshi.rehearsal.scenario import EventKind, ScenarioEvent
from hikeshi.rehearsal.world import World


@frozen(kw_only=True)
class Page:
    """An incident assigned to a person at a step.

    Args:
        at: When, in UTC.
        user: Key of the person.
        incident: Number of the incident; the first one is 1.
        step: The step, counted from 1; nothing after a reassignment to a person.
        round: How often the policy has begun.
        via: What led to the person, such as `schedule:primary` or `user`.
    """

    at: datetime
    user: str
    incident: int
    step: int | None
    round: int
    via: str

    def __str__(self) -> str:
        step = f"step {self.step}, " if self.step is not None else ""
        return f"{rfc3339(self.at)}  {self.user}  {step}round {self.round}, {self.via}"


@define(init=False)
class Rehearsal:
    """A Hikeshi in memory whose clock stands still until it is advanced.

    After each call everything due at that instant has happened. What the rules refuse, such as
    acknowledging a closed incident, changes nothing and is a sentence in `log`.
    """

    _player: Player = field(repr=False)

    def __init__(
        self, configuration: Mapping[str, Any], *, start: datetime, look: Look | None = None
    ) -> None:
        """Put a configuration in force.

        Args:
            configuration: What a configuration file holds, as builtins.
            start: Where the clock stands at first; with an offset.
            look: Finds in a sender's body what the expressions of a mapping name.

        Raises:
            InvalidError: The start has no offset, or the configuration has faults.
        """
        if start.tzinfo is None:
            raise InvalidError.at("/start", "needs an offset: datetime(…, tzinfo=UTC)")
        world = World(start.astimezone(UTC))
        self._player = Player(world, evolve(NO_FILES, look=look), Names(world.store))
        self.configure(configuration)

    @property
    def now(self) -> datetime:
        """The instant the clock stands at, in UTC."""
        return self._player.world.now

    @property
    def pages(self) -> list[Page]:
        """Everybody paged so far, in order."""
        return [
            Page(
                at=parse_instant(row["at"]),
                user=row["user"],
                incident=row["incident"],
                step=row["step"],
                round=row["round"],
                via=row["via"],
            )
            for row in self._player.world.trace.pages
        ]

    @property
    def notifications(self) -> list[dict[str, Any]]:
        """What the personal rules made of the pages: one row for each attempt."""
        return [dict(row) for row in self._player.world.trace.notifications]

    @property
    def log(self) -> list[str]:
        """Why each thing happened or did not, in order."""
        return list(self._player.world.trace.log)

    def status(self, dedup_key: str, *, service: str | None = None) -> IncidentStatus | None:
        """Return where the newest incident of that key stands; nothing if there is none."""
        incident_id = self._player.names.incident(
            ScenarioEvent(
                after_seconds=0, kind=EventKind.NOTE, dedup_key=dedup_key, service=service
            )
        )
        if incident_id is None:
            return None
        return self._player.world.store.incidents.rows[incident_id].status

    def configure(self, configuration: Mapping[str, Any]) -> None:
        """Put another configuration in force from now on.

        Raises:
            InvalidError: With a fault, and its JSON pointer, for everything that is wrong.
        """
        self._player.configure(configuration)
        self._player.world.run_due()

    def advance(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> "Rehearsal":
        """Let time pass; everything due until then happens in its turn, that instant included.

        Returns:
            This rehearsal, so that calls can be chained.
        """
        span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        if span < timedelta(0):
            raise InvalidError("Time only goes forward: advance by a span of zero or more.")
        self._player.world.advance_to(self.now + span)
        self._player.world.run_due()
        return self

    def signal(self, integration: str, payload: Any) -> None:
        """Let a sender's message come in, exactly as it is posted over HTTP.

        Args:
            integration: Name of the integration.
            payload: The body as JSON builtins.
        """
        self._play(EventKind.SIGNAL, integration=integration, payload=payload)

    def trigger(
        self,
        *,
        dedup_key: str,
        service: str | None = None,
        severity: Severity | str | None = None,
        title: str | None = None,
    ) -> None:
        """Let an alert of a service fire; the only service needs no naming."""
        self._play(
            EventKind.TRIGGER,
            dedup_key=dedup_key,
            service=service,
            severity=_severity(severity),
            title=title or dedup_key,
        )

    def acknowledge(
        self, dedup_key: str, *, by: str | None = None, service: str | None = None
    ) -> None:
        """Let a person say that they have it; without `by` the alert's source says so."""
        self._play(EventKind.ACKNOWLEDGE, dedup_key=dedup_key, by=by, service=service)

    def unacknowledge(
        self, dedup_key: str, *, by: str | None = None, service: str | None = None
    ) -> None:
        """Take an acknowledgement back: the policy goes on from the same step."""
        self._play(EventKind.UNACKNOWLEDGE, dedup_key=dedup_key, by=by, service=service)

    def resolve(self, dedup_key: str, *, by: str | None = None, service: str | None = None) -> None:
        """Let a person say that it is over; without `by` the alert's source says so."""
        self._play(EventKind.RESOLVE, dedup_key=dedup_key, by=by, service=service)

    def snooze(
        self, dedup_key: str, *, minutes: int, by: str | None = None, service: str | None = None
    ) -> None:
        """Let nothing happen for a while."""
        self._play(
            EventKind.SNOOZE, dedup_key=dedup_key, by=by, for_seconds=minutes * 60, service=service
        )

    def escalate(
        self,
        dedup_key: str,
        *,
        step: int | None = None,
        by: str | None = None,
        service: str | None = None,
    ) -> None:
        """Page the next step now, or the one named."""
        self._play(EventKind.ESCALATE, dedup_key=dedup_key, step=step, by=by, service=service)

    def reassign(
        self, dedup_key: str, *, to: str, by: str | None = None, service: str | None = None
    ) -> None:
        """Hand the incident over.

        Args:
            dedup_key: Of the alert.
            to: `user:KEY` or `policy:KEY`.
            by: Key of the person who hands over.
            service: Of the alert, where the key alone is not unique.
        """
        self._play(EventKind.REASSIGN, dedup_key=dedup_key, to=to, by=by, service=service)

    def _play(self, kind: EventKind, **fields: Any) -> None:
        elapsed = self._player.world.trace.seconds(self.now)
        self._player.play(ScenarioEvent(after_seconds=elapsed, kind=kind, **fields))
        self._player.world.run_due()


def _severity(text: Severity | str | None) -> Severity | None:
    if text is None:
        return None
    if text not in set(Severity):
        raise InvalidError.at("/severity", f"must be one of {', '.join(Severity)}, not {text!r}")
    return Severity(text)
