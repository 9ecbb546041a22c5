"""Fetches iCalendar files: conditionally (RFC 9110, 13.1), within limits, through the guard."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.oncall.model.calendar_reading import LONGEST_PAUSE, FetchedCalendar
from hikeshi.oncall.model.subscribed_calendar import LARGEST_CALENDAR
from hikeshi_server.outbound.http_client import (
    Answer,
    DestinationRefusedError,
    DestinationUnreachableError,
    OutgoingHttp,
)
from hikeshi_server.outbound.http_client.retry_after import parse_retry_after
from hikeshi_server.outbound.plain_text import one_line

#: For one answer; calendars are made while one waits.
TOTAL_SECONDS = 20.0
#: Redirects that are followed, each through the guard, none from https to http.
MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_REASON = 300
_LONGEST_TAG = 1_000


@frozen
class HttpCalendarSource:
    """Fetches calendars."""

    http: OutgoingHttp
    clock: Clock

    async def fetch(self, url: str, *, etag: str, last_modified: str) -> FetchedCalendar:
        """Try once; the other side's failure is an answer, never an exception."""
        wanted = _as_http(url)
        headers = {"Accept": "text/calendar, */*;q=0.5", **_conditions(etag, last_modified)}
        try:
            for _ in range(MOST_REDIRECTS + 1):
                answer = await self.http.get(
                    wanted, headers=headers, timeout=TOTAL_SECONDS, most_bytes=LARGEST_CALENDAR + 1
                )
                further = _further(wanted, answer)
                if further is None:
                    return self._read(answer, etag, last_modified)
                wanted = further
        except (DestinationRefusedError, DestinationUnreachableError) as error:
            return FetchedCalendar(reason=one_line(error.detail, _LONGEST_REASON))
        return FetchedCalendar(reason=f"It sent on more than {MOST_REDIRECTS} times.")

    def _read(self, answer: Answer, etag: str, last_modified: str) -> FetchedCalendar:
        if answer.status == 304 and (etag or last_modified):
            return FetchedCalendar(unchanged=True, etag=etag, last_modified=last_modified)
        if answer.status != 200:
            asked = answer.headers.get("retry-after")
            return FetchedCalendar(
                reason=f"It answered {answer.status}.",
                retry_after=parse_retry_after(asked, self.clock.now(), LONGEST_PAUSE),
            )
        raw = answer.text.encode()
        if len(raw) > LARGEST_CALENDAR:
            return FetchedCalendar(reason=f"It is larger than {LARGEST_CALENDAR >> 20} MiB.")
        return FetchedCalendar(
            raw=raw,
            etag=_tag(answer.headers.get("etag", "")),
            last_modified=_tag(answer.headers.get("last-modified", "")),
        )


def _as_http(url: str) -> str:
    """Return the URL as it is fetched: webcal means https, as calendar programs take it."""
    scheme, colon, rest = url.partition(":")
    return f"https{colon}{rest}" if scheme == "webcal" else url


def _conditions(etag: str, last_modified: str) -> Mapping[str, str]:
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in asked.items() if value}


def _further(url: str, answer: Answer) -> str | None:
    """Return where the answer sends on to; nothing where it is no such answer.

    Raises:
        DestinationRefusedError: From https to http: whoever listens would learn the address.
    """
    place = answer.headers.get("location", "")
    if answer.status not in _REDIRECTS or not place:
        return None
    further = urljoin(url, place)
    if urlsplit(url).scheme == "https" and urlsplit(further).scheme != "https":
        raise DestinationRefusedError("It sends on from https to http: give its final URL.")
    return further


def _tag(value: str) -> str:
    """Return a header's value that can be sent back as it is; what cannot is none."""
    return value if value.isascii() and value.isprintable() and len(value) < _LONGEST_TAG else ""
