"""Who is on call, found by stepping: slow, plain, and sharing no code with the product.

Written from the rules "On-call 1" to "On-call 9" alone. It reads a schedule as it stands in a file,
as dictionaries, and walks: from hand-off to hand-off, from day to day, through a zone's jumps
minute by minute.
"""

import calendar
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@cache
def zone_of(name):
    """Read the zone from the locked database."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def wall(zone, at):
    """What a clock on the wall shows at an instant."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


@cache
def offsets_around(zone, day):
    """Every offset the zone has on a day and thirty hours before and after it."""
    midnight = datetime.combine(day, time(), UTC)
    return {(midnight + n * HOUR).astimezone(zone).utcoffset() for n in range(-30, 55)}


@cache
def instant(zone, local):
    """On-call 4: the first occurrence; what does not exist is the end of the gap."""
    middle = local.replace(tzinfo=UTC)
    offsets = offsets_around(zone, local.date())
    hits = [middle - offset for offset in offsets if wall(zone, middle - offset) == local]
    if hits:
        return min(hits)
    at = (middle - 30 * HOUR).replace(second=0, microsecond=0)
    while wall(zone, at + MINUTE) < local:
        at += MINUTE
    while wall(zone, at) < local:
        at += SECOND
    return at


def hand_off(layer, number):
    """On-call 3 and 8: anchor + number × length, on the local clock."""
    anchor = layer["anchor"] or layer["start"]
    rotation = layer["rotation"]
    length = rotation["length"] * number
    if rotation["type"] == "hourly":
        return anchor + timedelta(hours=length)
    if rotation["type"] == "daily":
        return anchor + timedelta(days=length)
    if rotation["type"] == "weekly":
        return anchor + timedelta(days=7 * length)
    if rotation["type"] == "custom":
        return anchor + timedelta(seconds=rotation["length_seconds"] * number)
    year, month = anchor.year, anchor.month
    for _ in range(abs(length)):
        month += 1 if length > 0 else -1
        if month in (0, 13):
            year, month = (year + 1, 1) if month == 13 else (year - 1, 12)
    return anchor.replace(
        year=year, month=month, day=min(anchor.day, calendar.monthrange(year, month)[1])
    )


def windows(layer, around):
    """On-call 5: the local spans of the restrictions that start within ten days of a date."""
    found = []
    for step in range(-10, 11):
        day = around + step * DAY
        for restriction in layer["restrictions"]:
            if restriction["type"] == "daily":
                start = datetime.combine(day, time.fromisoformat(restriction["from"]))
                end = datetime.combine(day, time.fromisoformat(restriction["to"]))
                found.append((start, end if end > start else end + DAY))
                continue
            for window in restriction["windows"]:
                if DAYS[day.weekday()] != window["from_day"]:
                    continue
                start = datetime.combine(day, time.fromisoformat(window["from"]))
                end = datetime.combine(day, time.fromisoformat(window["to"]))
                while DAYS[end.weekday()] != window["to_day"] or end <= start:
                    end += DAY
                found.append((start, end))
    return found


def hidden(layer, number):
    """Whether the restrictions hide all of a turn, on the local clock."""
    start, end = hand_off(layer, number), hand_off(layer, number + 1)
    day = start.date()
    while day <= end.date() + DAY:
        if any(a < end and start < b for a, b in windows(layer, day)):
            return False
        day += 5 * DAY
    return True


class Layer:
    """A layer walked turn by turn over a span of time."""

    def __init__(self, layer, zone, since, until):
        self.layer, self.zone = layer, zone
        self.begins = instant(zone, layer["start"])
        self.ends = instant(zone, layer["end"]) if layer["end"] else None
        self.turns = list(self._turns(since, until))
        self.spans = self._spans(since, until)

    def _turns(self, since, until):
        number = position = 0
        while instant(self.zone, hand_off(self.layer, number)) <= until:
            start = instant(self.zone, hand_off(self.layer, number))
            end = instant(self.zone, hand_off(self.layer, number + 1))
            yield start, end, position
            if not self._consumes_nobody(number):
                position += 1
            number += 1
        number, position = -1, 0
        while instant(self.zone, hand_off(self.layer, number + 1)) > since:
            if not self._consumes_nobody(number):
                position -= 1
            start = instant(self.zone, hand_off(self.layer, number))
            end = instant(self.zone, hand_off(self.layer, number + 1))
            yield start, end, position
            number -= 1

    def _consumes_nobody(self, number):
        served = self.layer["advance"] == "served" and self.layer["restrictions"]
        return served and hidden(self.layer, number)

    def _spans(self, since, until):
        if not self.layer["restrictions"]:
            return None
        spans, day = [], since.date() - 3 * DAY
        while day <= until.date() + 3 * DAY:
            for start, end in windows(self.layer, day):
                spans.append((instant(self.zone, start), instant(self.zone, end)))
            day += 5 * DAY
        return sorted(set(spans))

    def people(self, at):
        """Who has the turn at an instant."""
        if at < self.begins or (self.ends is not None and at >= self.ends):
            return []
        if self.spans is not None and not any(a <= at < b for a, b in self.spans):
            return []
        for start, end, position in self.turns:
            if start <= at < end:
                turn = self.layer["users"][position % len(self.layer["users"])]
                return [] if turn is None else [turn] if isinstance(turn, str) else list(turn)
        raise AssertionError("every instant belongs to a turn")

    def bounds(self):
        """The instants at which its people may change."""
        yield self.begins
        if self.ends is not None:
            yield self.ends
        for start, end, *_ in [*self.turns, *(self.spans or [])]:
            yield start
            yield end


class Oracle:
    """A schedule's answers over [since, until)."""

    def __init__(self, schedule, since, until):
        self.since, self.until = since, until
        self.overrides = schedule["overrides"]
        zone = zone_of(schedule["time_zone"])
        eras = [(datetime(1, 1, 2, tzinfo=UTC), schedule["layers"])]
        eras += [(r["effective_at"], r["layers"]) for r in schedule["revisions"]]
        self.eras = [
            (begins, [(entry["name"], Layer(entry, zone, since, until)) for entry in layers])
            for begins, layers in eras
        ]

    def on_call(self, at):
        """On-call 1 and 2: [(person, source)]."""
        layers = next(layers for begins, layers in reversed(self.eras) if begins <= at)
        stack = [[(p, f"layer:{name}") for p in layer.people(at)] for name, layer in layers]
        extra = []
        for override in self.overrides:
            if not override["start"] <= at < override["end"]:
                continue
            user, mode, away = override["user"], override["mode"], override["replaces"]
            mine = (user, "override")
            if mode == "replace" and away is None:
                stack, extra = [*stack, [mine]], []
            elif mode == "replace":
                stack = [swap(level, away, mine) for level in stack]
                extra = swap(extra, away, mine)
            elif mode == "remove":
                stack = [[e for e in level if e[0] != user] for level in stack]
                extra = [e for e in extra if e[0] != user]
            else:
                extra = [e for e in extra if e[0] != user] + [mine]
        seated = next((level for level in reversed(stack) if level), [])
        return seated + [e for e in extra if e[0] not in [p for p, _ in seated]]

    def bounds(self):
        """Every instant at which the answer may change, the ends included."""
        found = {self.since, self.until}
        for begins, layers in self.eras:
            found.add(begins)
            for _, layer in layers:
                found.update(layer.bounds())
        for override in self.overrides:
            found.update((override["start"], override["end"]))
        return sorted(at for at in found if self.since <= at <= self.until)

    def shifts(self):
        """[(start, person, source, end)], merged, sorted."""
        shifts, running = [], {}
        for at in self.bounds():
            there = self.on_call(at) if at < self.until else []
            over = [entry for entry in running if entry not in there]
            shifts += [(running.pop(entry), *entry, at) for entry in over]
            for entry in there:
                running.setdefault(entry, at)
        return sorted(shifts)

    def gaps(self):
        """[(start, end)] without anybody."""
        gaps, since = [], None
        for at in self.bounds():
            if at < self.until and not self.on_call(at):
                since = at if since is None else since
            elif since is not None:
                gaps.append((since, at))
                since = None
        return gaps


def swap(level, away, mine):
    """Put one person in another's seat."""
    people = [person for person, _ in level]
    if away not in people:
        return level
    if mine[0] in people:
        return [entry for entry in level if entry[0] != away]
    return [mine if entry[0] == away else entry for entry in level]
