"""Tell what happens to a Hikeshi in memory, minute by minute, and what is expected of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.severity import Severity
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.rehearsal.files import NO_FILES
from hikeshi.rehearsal.naming import Names
from hikeshi.rehearsal.playing import Player
from hikeshi.rehearsal.scenario import EventKind, ScenarioEvent
from hikeshi.rehearsal.world import World

START = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)


def a_person(key: str, **changes: Any) -> dict[str, Any]:
    """Return a person with a phone that is used at once, whatever the urgency."""
    return {
        "key": key,
        "name": key.title(),
        "email": f"{key}@example.org",
        "contact_methods": [a_method("phone")],
        "notification_rules": [
            {"urgency": urgency, "delay_seconds": 0, "contact_method": "phone"}
            for urgency in ("high", "low")
        ],
        **changes,
    }


def a_method(key: str, kind: str = "sms", *, verified: bool = True) -> dict[str, Any]:
    """Return a contact method."""
    address = "ana@example.org" if kind == "email" else "+81312345678"
    return {"key": key, "kind": kind, "address": address, "verified": verified}


def a_step(*targets: str, delay: int = 300, **changes: Any) -> dict[str, Any]:
    """Return a step; `ana` is a person, `schedule:primary` a schedule, `team:sre` a team."""
    return {"delay_seconds": delay, "targets": [a_target(t) for t in targets], **changes}


def a_target(text: str) -> dict[str, str]:
    """Return a target from `ana`, `schedule:primary` or `team:sre`."""
    kind, _, key = text.rpartition(":")
    return {"kind": kind or "user", "key": key}


def a_schedule(key: str, *spans: tuple[int, int, str]) -> dict[str, Any]:
    """Return a schedule in which people are on call from one minute to another, else nobody."""
    return {
        "key": key,
        "time_zone": "UTC",
        "layers": [],
        "overrides": [
            {
                "start": (START + timedelta(minutes=start)).isoformat(),
                "end": (START + timedelta(minutes=end)).isoformat(),
                "user": user,
                "mode": "replace",
            }
            for start, end, user in spans
        ],
    }


def a_configuration(
    *steps: Mapping[str, Any],
    people: Sequence[Any] = ("ana", "ben", "cai", "dee"),
    repeat: int = 0,
    exhausted: Mapping[str, Any] | None = None,
    last_resort: Mapping[str, Any] | None = None,
    service: Mapping[str, Any] | None = None,
    **sections: Any,
) -> dict[str, Any]:
    """Return a configuration of one service, `api`, that follows one policy, `default`."""
    return {
        "version": 1,
        "users": [a_person(p) if isinstance(p, str) else p for p in people],
        "escalation_policies": [
            {"key": "default", "repeat": repeat, "steps": list(steps), "exhausted": exhausted},
            {"key": "other", "steps": [a_step("dee")]},
        ],
        "services": [
            {"key": "api", "name": "API", "escalation_policy": "default", **(service or {})}
        ],
        **({"organisation": {"last_resort": last_resort}} if last_resort else {}),
        **sections,
    }


class Story:
    """A Hikeshi in memory at an instant; pages and attempts are expected in their order."""

    def __init__(self, configuration: Mapping[str, Any]) -> None:
        self.world = World(START)
        self.player = Player(self.world, NO_FILES, Names(self.world.store))
        self.player.configure(configuration)
        self._pages_seen = 0
        self._attempts_seen = 0

    def happens(self, kind: str, **facts: Any) -> None:
        """Let something happen now, as in a scenario file."""
        self.player.play(ScenarioEvent(after_seconds=0, kind=EventKind(kind), **facts))

    def alert(self, key: str = "k", severity: str = "sev1", service: str = "api") -> None:
        """Let the sender of a service fire; what is due now is done."""
        self.happens("trigger", dedup_key=key, severity=Severity(severity), service=service)
        self.advance()

    def alert_resolves(self, key: str = "k") -> None:
        """Let the sender say that it is over."""
        self.happens("resolve", dedup_key=key)
        self.advance()

    def acts(self, who: str | None, kind: str, key: str = "k", **facts: Any) -> None:
        """Let a person do something to the incident of a key; what is due now is done."""
        self.happens(kind, dedup_key=key, by=who, **facts)
        self.advance()

    def acknowledge(self, who: str | None, key: str = "k") -> None:
        """Let a person, or with nobody the sender, acknowledge."""
        self.acts(who, "acknowledge", key)

    def does(self, who: str, verb: Callable[[Work, IncidentId, Actor], Awaitable[Any]]) -> None:
        """Let a person do something to the newest incident; what is due now is done."""
        by = Actor(ActorKind.USER, self.player.names.user(who).id, Role.RESPONDER)
        incident_id = self.incident.id
        self.world.do(lambda work: verb(work, incident_id, by))
        self.advance()

    def configure(self, configuration: Mapping[str, Any]) -> None:
        """Put another configuration in force."""
        self.player.configure(configuration)

    def deactivate(self, who: str) -> None:
        """Let a person leave."""

        async def leave(work: Work) -> None:
            user = self.player.names.user(who)
            await work.users.save_many([evolve(user, active=False, version=user.version + 1)])

        self.world.do(leave)

    def down(self, minutes: float) -> None:
        """Let the workers stand still for so long."""
        self.world.down_until = self.world.now + timedelta(minutes=minutes)

    def channel(self, outcome: Outcome, minutes: float, kind: str | None = None) -> None:
        """Let a channel, or every channel, answer so for a while."""
        until = self.world.now + timedelta(minutes=minutes)
        self.world.providers.trouble(kind, outcome, until)

    def advance(self, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; what is due on the way, and at its end, happens."""
        self.world.advance_to(self.world.now + timedelta(minutes=minutes, seconds=seconds))
        self.world.run_due()

    def expect_page(self, user: str, **facts: Any) -> None:
        """The next page is this person's, with these facts, decided at this instant."""
        rows = self.world.trace.pages[self._pages_seen :]
        assert rows, f"nobody was paged, expected {user}: {self.log}"
        seconds = self.world.trace.seconds(self.world.now)
        expected = {"user": user, "after_seconds": seconds, **facts}
        assert {name: rows[0][name] for name in expected} == expected, self.log
        self._pages_seen += 1

    def expect_silence(self) -> None:
        """Nobody was paged whom nobody has expected yet."""
        assert self.world.trace.pages[self._pages_seen :] == [], self.log

    def expect_attempt(self, user: str, method: str = "phone", outcome: str = "delivered") -> None:
        """The next attempt to reach somebody is this one."""
        rows = self.world.trace.notifications[self._attempts_seen :]
        assert rows, f"nothing was sent, expected {user} by {method}: {self.log}"
        found = tuple(rows[0][name] for name in ("user", "contact_method", "outcome"))
        assert found == (user, method, outcome), self.log
        self._attempts_seen += 1

    def expect_no_attempt(self) -> None:
        """Nothing was sent that nobody has expected yet."""
        assert self.world.trace.notifications[self._attempts_seen :] == [], self.log

    def forget(self) -> None:
        """Take what has happened so far as expected."""
        self._pages_seen = len(self.world.trace.pages)
        self._attempts_seen = len(self.world.trace.notifications)

    @property
    def log(self) -> str:
        """Why each thing happened."""
        return "\n" + "\n".join(self.world.trace.log)

    @property
    def incidents(self) -> list[Incident]:
        """All incidents, oldest first."""
        return sorted(self.world.store.incidents.rows.values(), key=lambda i: i.number)

    @property
    def incident(self) -> Incident:
        """The newest incident."""
        return self.incidents[-1]

    @property
    def status(self) -> str:
        """Status of the newest incident."""
        return self.incident.status.value

    @property
    def notifications(self) -> list[Notification]:
        """All notifications, oldest first."""
        return list(self.world.store.notifications.rows.values())

    @property
    def timeline(self) -> list[TimelineEntry]:
        """The timeline of everything."""
        return list(self.world.store.timeline.rows.values())

    def kinds(self) -> list[str]:
        """Return the kinds of all entries of the timeline."""
        return [entry.kind for entry in self.timeline]
