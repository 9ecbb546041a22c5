"""The same storm rehearsed: each alert at the instant in which its sender was answered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from hikeshi.memory import Store
from hikeshi.rehearsal import Rehearsal
from tests.storm.scene import Alert, Scene

#: Where the rehearsal's people listen: nobody looks.
_NOWHERE = "https://ntfy.example.org"


def rehearse(scene: Scene, posted: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return who is told what, when and together with what, ready to be written as JSON.

    Args:
        scene: Whose configuration is in force.
        posted: The answers senders got.
    """
    taken = sorted(
        (row for row in posted if row["status"] < 300), key=lambda row: str(row["answered_at"])
    )
    start = datetime.fromisoformat(taken[0]["answered_at"])
    rehearsal = Rehearsal(scene.configuration(_NOWHERE), start=start)
    for row in taken:
        passed = datetime.fromisoformat(row["answered_at"]) - rehearsal.now
        rehearsal.advance(seconds=max(0.0, passed.total_seconds()))
        alert = Alert(row["alert"], row["service"], row["severity"], 0)
        rehearsal.signal(row["service"], alert.payload(fires=row["action"] == "trigger"))
    rehearsal.advance(minutes=5)
    store = rehearsal._player.world.store
    statuses = [incident.status.value for incident in store.incidents.rows.values()]
    return {
        "messages": messages(store),
        "statuses": {status: statuses.count(status) for status in sorted(set(statuses))},
    }


def messages(store: Store) -> Sequence[Mapping[str, Any]]:
    """Return each message of a world: when, to whom, by what, about which alerts."""
    titles = {found.id: found.title for found in store.incidents.rows.values()}
    people = {user.id: user.key for user in store.users.rows.values()}
    together: dict[tuple[Any, ...], list[str]] = {}
    for attempt in store.attempts.rows.values():
        sent = store.notifications.rows[attempt.notification_id]
        place = (people[sent.user_id], sent.kind, sent.purpose.value)
        message = (attempt.started_at, *place, sent.bundle_id or sent.id)
        together.setdefault(message, []).append(titles[attempt.incident_id].split()[-1])
    return [
        {
            "at": at.isoformat(),
            "person": person,
            "kind": kind,
            "purpose": purpose,
            "alerts": sorted(alerts),
        }
        for (at, person, kind, purpose, _), alerts in sorted(
            together.items(), key=lambda each: each[0][:-1]
        )
    ]
