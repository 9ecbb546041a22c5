"""Whatever fetches calendars keeps the promises of the port CalendarSource."""

from collections.abc import AsyncIterator

import pytest

from hikeshi.memory.calendar_source import InMemoryCalendarSource
from hikeshi.oncall.model.calendar_reading import FetchedCalendar
from hikeshi.oncall.model.subscribed_calendar import LARGEST_CALENDAR
from hikeshi.testing.conformance.calendars import exercise_calendar_source
from hikeshi_server.outbound.calendars.source import HttpCalendarSource
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from tests.peers.calendar_server import PATH, CalendarServer
from tests.unit.outbound.envelopes import SystemClock

FILE = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


@pytest.fixture
async def server() -> AsyncIterator[CalendarServer]:
    """A server with a calendar."""
    async with CalendarServer(FILE) as started:
        yield started


@pytest.fixture
async def source() -> AsyncIterator[HttpCalendarSource]:
    """The real way there, with loopback allowed."""
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http:
        yield HttpCalendarSource(http, SystemClock())


async def test_the_twin_answers_as_it_was_told() -> None:
    """In memory a calendar is there once it was put there."""
    there = FetchedCalendar(raw=FILE.encode(), etag='"1"')
    twin = InMemoryCalendarSource({"https://x/y.ics": there})

    await exercise_calendar_source(twin, "https://x/y.ics", FILE.encode())
    nothing = await twin.fetch("https://x/z.ics", etag="", last_modified="")
    assert (nothing.raw, bool(nothing.reason)) == (None, True)


async def test_an_unchanged_calendar_is_not_sent_again(
    server: CalendarServer, source: HttpCalendarSource
) -> None:
    """The second question says what is known: `If-None-Match` and `If-Modified-Since`."""
    got = await exercise_calendar_source(source, server.url, FILE.encode())

    first, again = server.asked
    assert "if-none-match" not in first
    assert again["if-none-match"] == got.etag == server.etag
    assert again["if-modified-since"] == got.last_modified


@pytest.mark.parametrize(
    ("status", "headers", "text", "reason"),
    [
        (404, {}, FILE, "It answered 404."),
        (200, {}, FILE + "x" * LARGEST_CALENDAR, "It is larger than 1 MiB."),
        (302, {"Location": PATH}, FILE, "It sent on more than 3 times."),
        (302, {"Location": "http://169.254.169.254/latest"}, FILE, "inside the network"),
        (304, {}, FILE, "It answered 304."),
    ],
)
async def test_what_cannot_be_read_says_why(
    server: CalendarServer,
    source: HttpCalendarSource,
    status: int,
    headers: dict[str, str],
    text: str,
    reason: str,
) -> None:
    """Errors, what is too large, circles, and redirects to inward addresses are answers."""
    server.status, server.headers, server.text = status, headers, text

    got = await source.fetch(server.url, etag="", last_modified="")

    assert (got.raw, got.unchanged) == (None, False)
    assert reason in got.reason
    assert "3cr3t" not in got.reason


async def test_a_busy_server_says_when_to_come_back(
    server: CalendarServer, source: HttpCalendarSource
) -> None:
    """`Retry-After` of an hour is an hour: nobody's page waits for it."""
    server.status, server.headers = 503, {"Retry-After": "3600"}

    got = await source.fetch(server.url, etag="", last_modified="")

    assert got.retry_after is not None
    assert got.retry_after.total_seconds() == 3600


async def test_it_is_sent_on_to_where_the_calendar_is_now(
    server: CalendarServer, source: HttpCalendarSource
) -> None:
    """A redirect is followed, through the same guard."""
    async with CalendarServer(FILE) as moved:
        server.status, server.headers = 301, {"Location": moved.url}

        got = await source.fetch(server.url, etag="", last_modified="")

    assert got.raw == FILE.encode()


async def test_inward_addresses_are_refused(server: CalendarServer) -> None:
    """Without permission nothing on this machine is asked."""
    async with OutgoingHttp(Guard()) as http:
        source = HttpCalendarSource(http, SystemClock())

        got = await source.fetch(server.url, etag="", last_modified="")

    assert (got.raw, server.asked) == (None, [])
    assert got.reason
