"""Instants and spans as a person reads them: in their zone, in their language."""

from datetime import UTC, datetime, timedelta, tzinfo

from attrs import frozen
from markupsafe import Markup

from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.time_zones import time_zone
from hikeshi_server.inbound.console.wording import Words


@frozen
class Times:
    """Shows instants to one person.

    Args:
        zone: The person's zone.
        zone_name: Its IANA name.
        now: The instant the page is made at.
    """

    zone: tzinfo
    zone_name: str
    now: datetime
    words: Words

    @classmethod
    def in_zone(cls, name: str, now: datetime, words: Words) -> "Times":
        """Return them for a zone by name; a zone nobody knows any more is UTC."""
        try:
            return cls(time_zone(name), name, now, words)
        except InvalidError:
            return cls(UTC, "UTC", now, words)

    @property
    def zone_text(self) -> str:
        """The zone and its distance to UTC now: `Asia/Tokyo (UTC+09:00)`."""
        offset = self.local(self.now).strftime("%z")
        return f"{self.zone_name} (UTC{offset[:3]}:{offset[3:5]})"

    def local(self, at: datetime) -> datetime:
        """Return the instant on the person's clock."""
        return at.astimezone(self.zone)

    def at(self, at: datetime) -> Markup:
        """Return the instant: the time alone today, with the date on another day."""
        return self._element(at, self._short(at, "%H:%M"))

    def exactly(self, at: datetime) -> Markup:
        """Return the instant to the second."""
        return self._element(at, self._short(at, "%H:%M:%S"))

    def clock(self, at: datetime) -> str:
        """Return the time of day alone."""
        return self.local(at).strftime("%H:%M")

    def day(self, at: datetime) -> Markup:
        """Return weekday and date."""
        local = self.local(at)
        weekday = self.words.plain("calendar.weekdays").split()[local.weekday()]
        return self.words.text("calendar.day", weekday=weekday, date=self._date(local))

    def since(self, at: datetime) -> Markup:
        """Return how long ago it was."""
        return self.words.text("time.ago", span=self.span(self.now - at))

    def until(self, at: datetime) -> Markup:
        """Return how long it takes until then."""
        if at <= self.now:
            return self.words.text("time.now")
        return self.words.text("time.ahead", span=self.span(at - self.now))

    def span(self, span: timedelta) -> Markup:
        """Return a length of time by its two largest units."""
        seconds = max(0, int(span.total_seconds()))
        if seconds < 60:
            return self.words.text("time.seconds", n=seconds)
        for unit, size, smaller, small in _UNITS:
            if seconds >= size:
                large, rest = divmod(seconds, size)
                text = self.words.text(f"time.{unit}", n=large)
                if smaller and rest // small:
                    text += self.words.plain("time.and")
                    text += self.words.text(f"time.{smaller}", n=rest // small)
                return text
        raise AssertionError("the smallest unit fits")

    def _element(self, at: datetime, text: Markup) -> Markup:
        local = self.local(at)
        return Markup('<time datetime="{}" title="{} {}">{}</time>').format(
            rfc3339(at), local.strftime("%Y-%m-%d %H:%M:%S"), self.zone_name, text
        )

    def _short(self, at: datetime, pattern: str) -> Markup:
        local, today = self.local(at), self.local(self.now)
        clock = Markup(local.strftime(pattern))  # noqa: S704 (digits and colons)
        if local.date() == today.date():
            return clock
        return Markup("{} {}").format(self._date(local), clock)

    def _date(self, local: datetime) -> Markup:
        month = self.words.plain("calendar.months").split()[local.month - 1]
        same_year = local.year == self.local(self.now).year
        key = "calendar.date" if same_year else "calendar.date_with_year"
        return self.words.text(key, day=local.day, month=month, year=local.year)


#: Unit, its seconds, and the unit shown after it.
_UNITS = (
    ("days", 86_400, "hours", 3_600),
    ("hours", 3_600, "minutes", 60),
    ("minutes", 60, "", 1),
)
