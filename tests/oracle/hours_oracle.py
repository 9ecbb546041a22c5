"""Hours of the day on plain seconds: second 0 is 03:10 on a Monday in UTC; no zone has jumps."""

from collections.abc import Iterable
from typing import Any

Incident = dict[str, Any]

#: Seconds of Monday, in UTC, that have passed at second 0.
START_OF_DAY = 3 * 3600 + 10 * 60
DAY = 86_400
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Hours that a zone is ahead of UTC.
AHEAD = {"UTC": 0, "Asia/Tokyo": 9, "America/Bogota": -5}


def spans(windows: list[dict[str, Any]], zone: str, holidays: list[int]) -> list[tuple[int, int]]:
    """Return from when until when each window is open, from a day before to ten days after.

    Args:
        windows: Each with minutes of the day, `from` and `to`, and its weekdays.
        zone: Where the windows are.
        holidays: Local days on which none opens, counted from that Monday.
    """
    midnight = -START_OF_DAY - AHEAD[zone] * 3600
    found = []
    for day in range(-3, 10):
        for window in windows:
            if WEEK[day % 7] in window["weekdays"] and day not in holidays:
                length = (window["to"] - window["from"]) % 1440 or 1440
                start = midnight + day * DAY + window["from"] * 60
                found.append((start, start + length * 60))
    return found


def is_open(windows: list[dict[str, Any]], zone: str, holidays: list[int], now: int) -> bool:
    """Say whether a window is open."""
    return any(start <= now < end for start, end in spans(windows, zone, holidays))


def next_opening(
    windows: list[dict[str, Any]], zone: str, holidays: list[int], now: int
) -> int | None:
    """Return when the next window opens."""
    starts = [start for start, _ in spans(windows, zone, holidays) if start > now]
    return min(starts, default=None)


def day_of(zone: str, now: int) -> int:
    """Return the local day, counted from that Monday."""
    return (now + START_OF_DAY + AHEAD[zone] * 3600) // DAY


class HoursOracle:
    """The part of the model that knows hours, urgencies and turns."""

    world: dict[str, Any]
    now: int
    turns: dict[tuple[int, int], int]

    def _people(self, targets: Iterable[str]) -> list[str]:
        raise NotImplementedError

    def _set_urgency(self, incident: Incident) -> None:
        incident["timers"].pop("begin_of_hours", None)
        incident["urgency"] = "high" if incident["severity"] <= 2 else "low"
        hours = incident["service"]["hours"]
        if hours is not None and incident["severity"] in hours["always_high"]:
            incident["urgency"] = "high"
        elif incident["urgency"] == "high" and not self._at_work(incident):
            incident["urgency"] = "low"
            self._wait_for_hours(incident)

    def _at_work(self, incident: Incident) -> bool:
        hours = incident["service"]["hours"]
        return hours is None or is_open(
            hours["windows"], hours["zone"], hours["holidays"], self.now
        )

    def _wait_for_hours(self, incident: Incident) -> None:
        hours = incident["service"]["hours"]
        begins = next_opening(hours["windows"], hours["zone"], hours["holidays"], self.now)
        if begins is not None:
            incident["timers"]["begin_of_hours"] = begins

    def _wake(self, incident: Incident) -> None:
        if "begin_of_hours" in incident["timers"] and self._at_work(incident):
            self._set_urgency(incident)

    def _holds(self, when: dict[str, Any] | None, incident: Incident) -> bool:
        if when is None:
            return True
        times = [entry for entry in when["times"] if entry["zone"] != "responder"]
        return (
            (not when["severities"] or incident["severity"] in when["severities"])
            and (not when["urgencies"] or incident["urgency"] in when["urgencies"])
            and (len(times) < len(when["times"]) or not times or self._any_open(times, "UTC"))
            and (when["holiday"] is None or self._holiday(when["holiday"]))
        )

    def _any_open(self, times: list[dict[str, Any]], own: str) -> bool:
        zones = [own if entry["zone"] == "responder" else entry["zone"] for entry in times]
        return any(is_open([e], zone, [], self.now) for e, zone in zip(times, zones, strict=True))

    def _holiday(self, wanted: dict[str, Any]) -> bool:
        return (day_of(wanted["zone"], self.now) in wanted["days"]) is wanted["on"]

    def _awake(self, people: list[str], when: dict[str, Any] | None) -> list[str]:
        if when is None or all(entry["zone"] != "responder" for entry in when["times"]):
            return people
        zones = self.world["zones"]
        return [person for person in people if self._any_open(when["times"], zones[person])]

    def _whose_turn(
        self, incident: Incident, number: int, step: dict[str, Any]
    ) -> list[str] | None:
        place = (id(incident["policy"]), number)
        count, first = len(step["targets"]), self.turns.get((place), 0)
        for turn in range(first, first + count):
            people = self._awake(self._people([step["targets"][turn % count]]), step["when"])
            if people:
                self.turns[place] = turn + 1
                return people
        return None
