"""By which methods a page reaches somebody, and why, in sentences."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, time, timedelta

from attrs import frozen
from markupsafe import Markup, escape

from hikeshi.flow.floors import Shortfall
from hikeshi.flow.proofs import Doubt, doubts
from hikeshi.flow.reachability import Reachability
from hikeshi.kernel.condition import Condition, ConditionHours
from hikeshi.kernel.ids import ContactMethodId, HolidaySetId
from hikeshi.kernel.local_form import write_time
from hikeshi.kernel.local_hours import DailyHours
from hikeshi.kernel.local_time import first_instant, reached
from hikeshi.kernel.severity import Severity
from hikeshi.kernel.time_zones import time_zone
from hikeshi.notifications.model.contact import Minimum
from hikeshi.notifications.model.ways import Way, Why
from hikeshi.notifications.queries import MeasuredMethod
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.floor import LOUD_KINDS
from hikeshi.teams.model.team import Team
from hikeshi_server.inbound.console.hours_form import WEEK, runs_of
from hikeshi_server.inbound.console.times import Times

#: A night's hour that is shown unasked.
NIGHT = time(3)
_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Asked:
    """What becomes of one page.

    Args:
        at: When it comes.
        severity: Of its incident.
        left_out_until: Until then steps pass the person over; nothing = they do not.
    """

    at: datetime
    severity: Severity
    found: Reachability
    left_out_until: datetime | None = None

    @property
    def rings(self) -> bool:
        """Say whether one of its methods can wake somebody."""
        return any(way.reach.kind in LOUD_KINDS for way in self.found.found.ways)


@frozen
class ShownMethod:
    """A contact method with what deliveries have shown of it.

    Args:
        state: `verified`, `waiting` (for its first code), or `ended`: it was used, and is no more.
    """

    method: ContactMethod
    measured: MeasuredMethod | None
    state: str
    doubts: tuple[Doubt, ...]


def shown_method(
    method: ContactMethod, measured: MeasuredMethod | None, now: datetime, provided: Container[str]
) -> ShownMethod:
    """Return a method as it is shown; only what pages go by can be doubted.

    Args:
        provided: Kinds the server has providers for.
    """
    if method.verified:
        found = doubts(measured, now, provided=method.kind.value in provided)
        return ShownMethod(method, measured, "verified", found)
    return ShownMethod(method, measured, "waiting" if measured is None else "ended", ())


def tonight(now: datetime, zone_name: str) -> datetime:
    """Return when it is next three o'clock at night in a zone."""
    zone = time_zone(zone_name)
    today = reached(now, zone).date()
    nights = (first_instant(datetime.combine(today + n * _DAY, NIGHT), zone) for n in range(3))
    return next(at for at in nights if at > now)


@frozen
class Telling:
    """Says how pages reach one person, to whoever reads the page.

    Args:
        times: On the clock of the person it is about.
        methods: Theirs.
        teams: By key.
        holidays: Keys of the sets of holidays.
    """

    times: Times
    methods: Mapping[ContactMethodId, ContactMethod]
    teams: Mapping[str, Team]
    holidays: Mapping[HolidaySetId, str]

    def method(self, method_id: ContactMethodId) -> Markup:
        """Return a method by its kind, and by its key where there are several of the kind."""
        method = self.methods[method_id]
        kind = self.kind(method.kind.value)
        alike = [each for each in self.methods.values() if each.kind is method.kind]
        return kind if len(alike) == 1 else Markup("{} ({})").format(kind, method.key)

    def kind(self, kind: str) -> Markup:
        """Return what a kind of contact method is called."""
        return self.times.words.text(f"channels.{kind}")

    def ways(self, asked: Asked) -> Markup:
        """Return all methods a page goes by, first to last; empty = by none."""
        return self._joined(self._way(way, asked.at) for way in asked.found.found.ways)

    def delay(self, what: Markup, after: timedelta) -> Markup:
        """Return a method, at once or after so long."""
        text = self.times.words.text
        if not after:
            return text("reached.at_once", what=what)
        return text("reached.after", what=what, span=self.times.span(after))

    def condition(self, when: Condition | None) -> Markup:
        """Return when a rule holds."""
        if when is None:
            return self.times.words.text("reached.always")
        parts: list[Markup] = []
        if when.severities:
            parts.append(self._joined(escape(each.upper()) for each in when.severities))
        if when.times:
            parts.append(self._joined(self.hours(entry) for entry in when.times))
        if when.holidays is not None:
            key = "only_holidays" if when.holidays.on else "no_holidays"
            name = self.holidays.get(when.holidays.set_id, "?")
            parts.append(self.times.words.text(f"reached.{key}", name=name))
        return escape(" · ").join(parts)

    def hours(self, entry: DailyHours) -> Markup:
        """Return a window of the week: `Mon–Fri 09:00–17:00`."""
        names = dict(zip(WEEK, self.times.words.plain("calendar.weekdays").split(), strict=True))
        days = self._joined(
            escape(names[first] if first == last else f"{names[first]}–{names[last]}")
            for first, last in runs_of(entry.weekdays)
        )
        span = escape(f"{write_time(entry.opens)}–{write_time(entry.closes)}")
        zone = ""
        if isinstance(entry, ConditionHours) and not entry.of_responder:
            zone = entry.time_zone
        parts = ["" if set(entry.weekdays) == set(WEEK) else days, span, zone]
        return escape(" ").join(part for part in parts if part)

    def minimum(self, minimum: Minimum) -> Markup:
        """Return what a team asks for."""
        team = self.teams[minimum.team].name
        return self.times.words.text(
            "reached.asks", team=team, what=self.asked(minimum.kinds, minimum.within)
        )

    def asked(self, kinds: Iterable[str], within: timedelta) -> Markup:
        """Return any of some kinds, within a span."""
        words = self.times.words
        either = escape(words.plain("reached.or")).join(self.kind(kind) for kind in kinds)
        if not within:
            return words.text("reached.at_once", what=either)
        return words.text("reached.within", what=either, span=self.times.span(within))

    def shortfall(self, found: Shortfall) -> Markup:
        """Return what a team adds to somebody's pages, or what there is no method for."""
        if found.way is None:
            return self.times.words.text("reached.missing")
        way = self.delay(self.method(found.way.reach.contact_method_id), found.minimum.within)
        return self.times.words.text("reached.adds", way=way)

    def _way(self, way: Way, at: datetime) -> Markup:
        text, method = self.times.words.text, self.method(way.reach.contact_method_id)
        if way.waits:
            said = text("reached.waits", what=method, at=self.times.at(at + way.after))
        else:
            said = self.delay(method, way.after)
        if way.why is Why.FALLBACK:
            return text("reached.by_fallback", way=said)
        if way.why is Why.FLOOR and way.minimum is not None:
            return text("reached.by_floor", way=said, team=self.teams[way.minimum.team].name)
        return said

    def _joined(self, parts: Iterable[Markup]) -> Markup:
        return escape(self.times.words.plain("names.separator")).join(parts)
