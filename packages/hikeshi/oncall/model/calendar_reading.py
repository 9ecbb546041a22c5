"""How the reading of a subscribed calendar goes: when it is due, and what came of it."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from hikeshi.kernel.ids import SubscribedCalendarId
from hikeshi.oncall.model.taking_over import TakenOver

#: Time before the first repetition after a failure; doubled each time, with jitter.
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=1)
#: Whoever is concerned is told of a calendar that nothing was read of for so long.
TOLD_AFTER = timedelta(days=1)
#: What was read is expanded anew after this even where the calendar has not changed: the span
#: that is taken over moves on.
EXPANDED_AFTER = timedelta(days=1)
LONGEST_REASON = 300


class ReadingStatus(StrEnum):
    """How the reading of a calendar goes."""

    WAITING = "waiting"
    OK = "ok"
    FAILING = "failing"


@frozen(kw_only=True)
class FetchedCalendar:
    """What came of asking for a calendar.

    Args:
        raw: The file; nothing where it has not changed, or did not come.
        unchanged: It is as it was (304; RFC 9110, 15.4.5).
        reason: Why it did not come; empty where it did.
        etag: What to ask with next time (RFC 9110, 8.8.3).
        last_modified: Likewise (8.8.2).
        retry_after: How long the other side asks to be left alone.
    """

    raw: bytes | None = field(default=None, repr=False)
    unchanged: bool = False
    reason: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: timedelta | None = None


@frozen(kw_only=True)
class ReadReport:
    """What came of one reading.

    Args:
        at: When it ended.
        absences: What it says of a person; nothing where it is as it was, or was not read.
        days: What it says of holidays; likewise.
        reason: Why it was not read; empty where it was.
        etag: What to ask with next time.
        last_modified: Likewise.
        retry_after: How long the other side asks to be left alone.
    """

    at: datetime
    absences: TakenOver | None = None
    days: tuple[date, ...] | None = None
    reason: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: timedelta | None = None


@frozen(kw_only=True)
class CalendarReading:
    """How the reading of a subscribed calendar goes.

    Args:
        due_at: When it is read next.
        lease_until: While it is read, when the attempt counts as lost (the worker died).
        attempt: Counts attempts; the outcome of an older one counts nothing.
        etag: What the last good answer said of itself.
        last_modified: Likewise.
        tried_at: When the last attempt ended.
        read_at: When it was last known how it is.
        expanded_at: When its events were last taken over.
        failing_since: When the first of the attempts failed that failed without a break.
        failures: How many that are.
        reason: Why the last one did.
        events: Absences, or days, taken over from the last good copy.
        left_out: Its events that were not: cancelled, without length, or free time.
    """

    calendar_id: SubscribedCalendarId
    due_at: datetime
    lease_until: datetime | None = None
    attempt: int = 0
    etag: str = ""
    last_modified: str = ""
    tried_at: datetime | None = None
    read_at: datetime | None = None
    expanded_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    reason: str = ""
    events: int = 0
    left_out: int = 0

    @property
    def status(self) -> ReadingStatus:
        """How it goes."""
        if self.failing_since is not None:
            return ReadingStatus.FAILING
        return ReadingStatus.WAITING if self.read_at is None else ReadingStatus.OK

    def claimable(self, now: datetime) -> bool:
        """Say whether an attempt may begin: it is due, and none is under way."""
        return self.due_at <= now and (self.lease_until is None or self.lease_until <= now)

    def claimed(self, now: datetime, lease_for: timedelta) -> "CalendarReading":
        """Begin an attempt; it counts as lost once the lease has run out."""
        return evolve(self, attempt=self.attempt + 1, lease_until=now + lease_for)

    def conditions(self, now: datetime) -> tuple[str, str]:
        """Return what to ask with so that an unchanged calendar need not come: both may be empty.

        Once a day it is asked for as if nothing were known of it.
        """
        if self.expanded_at is None or now - self.expanded_at >= EXPANDED_AFTER:
            return "", ""
        return self.etag, self.last_modified

    def at_once(self, now: datetime) -> "CalendarReading":
        """Return it as one that is read as soon as possible."""
        return evolve(self, due_at=min(self.due_at, now))

    def afresh(self, now: datetime) -> "CalendarReading":
        """Return it as one nothing is known of: its calendar is another one now."""
        return CalendarReading(calendar_id=self.calendar_id, due_at=now, attempt=self.attempt + 1)

    def reported(self, report: ReadReport, refresh: timedelta) -> "CalendarReading":
        """Take in what came of an attempt.

        Args:
            report: What came of it.
            refresh: How often the calendar is read while all is well.
        """
        if report.reason:
            return self._failed(report)
        events, left_out = self._counts(report)
        changed = report.absences is not None or report.days is not None
        return evolve(
            self,
            due_at=report.at + max(refresh, report.retry_after or timedelta(0)),
            lease_until=None,
            etag=report.etag,
            last_modified=report.last_modified,
            tried_at=report.at,
            read_at=report.at,
            expanded_at=report.at if changed else self.expanded_at,
            failing_since=None,
            failures=0,
            reason="",
            events=events,
            left_out=left_out,
        )

    def should_tell(self, before: "CalendarReading") -> bool:
        """Say whether it has failed for so long, just now, that somebody has to know."""
        since = self.failing_since
        if since is None or self.tried_at is None or self.tried_at - since < TOLD_AFTER:
            return False
        return before.tried_at is None or before.tried_at - since < TOLD_AFTER

    def _counts(self, report: ReadReport) -> tuple[int, int]:
        if report.absences is not None:
            return len(report.absences.absences), report.absences.left_out
        return (self.events, self.left_out) if report.days is None else (len(report.days), 0)

    def _failed(self, report: ReadReport) -> "CalendarReading":
        doubled: int = 2 ** min(self.failures, 10)
        pause = min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
        # Jitter of up to a quarter from the identity: the same decision everywhere.
        jitter = pause * ((self.calendar_id.int >> 8 ^ self.attempt * 0x9E37) % 1024) / 4096
        asked = min(report.retry_after or timedelta(0), LONGEST_PAUSE)
        return evolve(
            self,
            due_at=report.at + max(pause + jitter, asked),
            lease_until=None,
            tried_at=report.at,
            failing_since=self.failing_since or report.at,
            failures=self.failures + 1,
            reason=report.reason[:LONGEST_REASON],
        )
