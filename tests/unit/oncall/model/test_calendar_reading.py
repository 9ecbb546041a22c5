"""How the reading of a subscribed calendar goes."""

from datetime import date, timedelta
from itertools import pairwise

from attrs import evolve

from hikeshi.kernel.ids import SubscribedCalendarId
from hikeshi.oncall.model.calendar_reading import (
    EXPANDED_AFTER,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    TOLD_AFTER,
    CalendarReading,
    ReadingStatus,
    ReadReport,
)
from hikeshi.testing.builders import START, new_id

HOUR = timedelta(hours=1)
NEW = CalendarReading(calendar_id=SubscribedCalendarId(new_id()), due_at=START)
GOOD = ReadReport(at=START, days=(date(2026, 1, 1),), etag='"1"', last_modified="then")


def test_it_is_read_every_hour_while_all_is_well():
    """What the answer said of itself goes into the next question."""
    read = NEW.claimed(START, HOUR).reported(GOOD, HOUR)

    assert (NEW.status, read.status) == (ReadingStatus.WAITING, ReadingStatus.OK)
    assert (read.due_at, read.lease_until, read.events) == (START + HOUR, None, 1)
    assert read.conditions(START + HOUR) == ('"1"', "then")


def test_once_a_day_it_is_asked_for_in_any_case():
    """An unchanged calendar is expanded anew: the span that is taken over moves on."""
    read = NEW.reported(GOOD, HOUR)
    later = START + EXPANDED_AFTER
    unchanged = read.reported(ReadReport(at=later - HOUR, etag='"1"', last_modified="then"), HOUR)

    assert unchanged.expanded_at == START
    assert unchanged.events == 1
    assert unchanged.conditions(later - timedelta(seconds=1)) == ('"1"', "then")
    assert unchanged.conditions(later) == ("", "")


def test_failures_are_repeated_ever_more_rarely():
    """Five minutes, doubled each time, a day at most; the first success ends it."""
    reading, pauses, at = NEW.reported(GOOD, HOUR), [], START
    for _ in range(12):
        reading = reading.claimed(at, HOUR).reported(ReadReport(at=at, reason="It is away."), HOUR)
        pauses.append(reading.due_at - at)
        at = reading.due_at

    assert FIRST_PAUSE <= pauses[0] <= FIRST_PAUSE * 1.25
    assert all(2 * a * 0.8 <= b for a, b in pairwise(pauses[:7]))
    assert LONGEST_PAUSE <= pauses[-1] <= LONGEST_PAUSE * 1.25
    assert (reading.status, reading.failures) == (ReadingStatus.FAILING, 12)
    assert (reading.events, reading.read_at, reading.etag) == (1, START, '"1"')
    well = reading.reported(evolve(GOOD, at=at), HOUR)
    assert (well.status, well.failures, well.reason) == (ReadingStatus.OK, 0, "")


def test_who_asks_to_be_left_alone_is():
    """`Retry-After` counts where it is longer than the pause, up to a day."""
    wished = ReadReport(at=START, reason="It answered 503.", retry_after=3 * HOUR)
    for_ever = evolve(wished, retry_after=timedelta(days=400))

    assert NEW.reported(wished, HOUR).due_at == START + 3 * HOUR
    assert NEW.reported(for_ever, HOUR).due_at == START + LONGEST_PAUSE


def test_somebody_is_told_once_when_it_has_failed_for_a_day():
    """Not before, and not again with every failure after."""
    bad = [
        NEW.reported(ReadReport(at=START, reason="no"), HOUR),
    ]
    for hours in (12, 24, 36):
        report = ReadReport(at=START + timedelta(hours=hours), reason="no")
        bad.append(bad[-1].reported(report, HOUR))

    told = [after.should_tell(before) for before, after in pairwise(bad)]
    assert timedelta(hours=24) == TOLD_AFTER
    assert told == [False, True, False]


def test_nobody_reads_it_twice_at_once():
    """A lease keeps others out until it has run out."""
    begun = NEW.claimed(START, HOUR)

    assert NEW.claimable(START)
    assert not begun.claimable(START)
    assert begun.claimable(START + HOUR)
    assert begun.attempt == NEW.attempt + 1
