"""What people change while things happen: swaps, overrides and silences, as a file would have them.

Times are seconds from the beginning. Nothing here is the product's: who is on call, and so what a
swap gives away, is what the stepping oracle says.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.escalation_parts import START, UNTIL
from tests.oracle.oncall_oracle import Oracle

Entry = dict[str, Any]

#: What changes schedules and silences while things happen.
CHANGES = ("override", "take_back", "swap", "withdraw", "silence", "end_silence")


def instant(seconds: int) -> datetime:
    """Return the instant so many seconds after the beginning."""
    return START + timedelta(seconds=seconds)


class Ledger:
    """Schedules and silences of a description, as they are at the moment."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.layers = description["layers"]
        self.overrides: dict[str, list[Entry]] = {
            key: [_entry(None, *span) for span in spans]
            for key, spans in description["schedules"].items()
        }
        self.silences: list[Entry] = []
        self._oracles: dict[str, Oracle] = {}

    def on_call(self, key: str, at: int) -> list[str]:
        """Say who is on call by a schedule."""
        return [person for person, _ in self._oracle(key).on_call(instant(at))]

    def apply(self, event: dict[str, Any]) -> None:
        """Change what the event changes; what is over stays as it was."""
        getattr(self, "_" + event["kind"])(event, event["at"])
        self._oracles.clear()

    def schedule(self, key: str) -> dict[str, Any]:
        """Return a schedule as the stepping oracle reads it."""
        return {
            "key": key,
            "time_zone": "UTC",
            "layers": [
                {**layer, "start": datetime.fromisoformat(layer["start"])}
                for layer in self.layers[key]
            ],
            "overrides": [
                {**entry, "start": instant(entry["start"]), "end": instant(entry["end"])}
                for entry in self.overrides[key]
            ],
            "revisions": [],
        }

    def _oracle(self, key: str) -> Oracle:
        if key not in self._oracles:
            self._oracles[key] = Oracle(self.schedule(key), START, instant(2 * UNTIL))
        return self._oracles[key]

    def _override(self, event: dict[str, Any], now: int) -> None:
        start, end = max(event["start"], now), event["end"]
        entry = _entry(
            event["name"], start, end, event["user"], event["mode"], event.get("replaces")
        )
        self.overrides[event["schedule"]].append(entry)

    def _swap(self, event: dict[str, Any], now: int) -> None:
        pieces = self.pieces(event, now)
        self.overrides[event["schedule"]] += [
            _entry(event["name"], start, end, event["taker"], "replace", event["giver"])
            for start, end in pieces
        ]

    def pieces(self, event: dict[str, Any], now: int) -> list[list[int]]:
        """Return when the giver of a swap is on call in the time that is offered."""
        since, until = max(event["start"], now), event["end"]
        found: list[list[int]] = []
        for start, person, _, end in self._oracle(event["schedule"]).shifts():
            first = max(since, int((start - START).total_seconds()))
            last = min(until, int((end - START).total_seconds()))
            if person != event["giver"] or first >= last:
                continue
            if found and found[-1][1] == first:
                found[-1][1] = last
            else:
                found.append([first, last])
        return found

    def _take_back(self, event: dict[str, Any], now: int) -> None:
        for key, entries in self.overrides.items():
            self.overrides[key] = list(_ended(entries, event["name"], now))

    _withdraw = _take_back

    def _silence(self, event: dict[str, Any], now: int) -> None:
        names = ("name", "service", "severities", "title")
        found = {name: event[name] for name in names}
        self.silences.append({**found, "start": now, "end": event["until"]})

    def _end_silence(self, event: dict[str, Any], now: int) -> None:
        self.silences = list(_ended(self.silences, event["name"], now))


def _entry(
    name: str | None,
    start: int,
    end: int,
    user: str,
    mode: str = "replace",
    replaces: str | None = None,
) -> Entry:
    fixed = {"name": name, "start": start, "end": end, "user": user}
    return {**fixed, "mode": mode, "replaces": replaces}


def _ended(entries: Iterable[Entry], name: str, now: int) -> Iterable[Entry]:
    """Let what has that name end now; what has not begun goes."""
    for entry in entries:
        if entry["name"] != name or entry["end"] <= now:
            yield entry
        elif entry["start"] < now:
            yield {**entry, "end": now}
