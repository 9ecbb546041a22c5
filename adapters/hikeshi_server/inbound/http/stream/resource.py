"""GET /api/v1/stream"""

import time
from collections.abc import AsyncIterator
from typing import Any

import falcon
from attrs import define
from falcon.asgi import Request, Response, SSEvent

from hikeshi.flow.streaming import StreamFilters, as_builtins
from hikeshi.flow.work import Transactions
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.http.api.query import read_query
from hikeshi_server.inbound.http.api.references import References, naming
from hikeshi_server.inbound.http.stream.tail import LONGEST_GAP, JournalTail

#: A comment goes out after this long without a fact: proxies and clients see that it lives.
HEARTBEAT_SECONDS = 15.0
#: A stream ends after this long, and the client comes back with its place: whoever lost the
#: right to listen is refused then.
LONGEST_SECONDS = 300.0
#: What clients are told to wait before they come back.
RETRY_MILLISECONDS = 1_000
#: More streams at once are answered 503.
MOST_STREAMS = 1_000


class TooManyStreamsError(UnavailableError):
    """Too many streams are open; try again in a few seconds."""


@define(eq=False)
class Stream:
    """Sends what happens as server-sent events (WHATWG HTML, section 9.2)."""

    tail: JournalTail
    transactions: Transactions
    _open: int = 0

    async def on_get(self, request: Request, response: Response) -> None:
        """Open a stream; `Last-Event-ID` resumes after that position."""
        actor = getattr(request.context, "actor", None)
        if actor is None:
            raise falcon.HTTPUnauthorized(
                description="Sign in, or send an API token as Authorization: Bearer …",
                challenges=["Bearer"],
            )
        require(actor, Permission.READ)
        directory = await self.transactions.run(lambda work: work.directory())
        with naming(References(directory, actor)):
            _, filters = read_query(request.query_string, StreamFilters, paged=False)
        filters.check()
        if self._open >= MOST_STREAMS:
            raise TooManyStreamsError
        response.set_header("Cache-Control", "no-store")
        response.set_header("X-Accel-Buffering", "no")
        if not request.scope.get("head_only"):
            response.sse = self._events(filters, request.get_header("Last-Event-ID"))

    async def _events(self, filters: StreamFilters, last: str | None) -> AsyncIterator[SSEvent]:
        self._open += 1
        try:
            async with self.tail as tail:
                async for event in _following(tail, filters, last):
                    yield event
        finally:
            self._open -= 1


async def _following(
    tail: JournalTail, filters: StreamFilters, last: str | None
) -> AsyncIterator[SSEvent]:
    place = _place(last, tail.end)
    if place is None:
        place = tail.end
        yield _reset(place)
    else:
        yield SSEvent(comment="following", event_id=str(place), retry=RETRY_MILLISECONDS)
    ends_at = time.monotonic() + LONGEST_SECONDS
    while (left := ends_at - time.monotonic()) > 0:
        try:
            stretch = await tail.after(place, min(HEARTBEAT_SECONDS, left))
        except UnavailableError:
            return  # the client comes back with its place
        for fact in stretch.facts:
            if filters.passes(fact):
                yield _event(fact.type, fact.position, as_builtins(fact))
        place = stretch.end
        if not stretch.facts:
            yield SSEvent(comment="alive", event_id=str(place))
        if tail.end - place > LONGEST_GAP:
            place = tail.end
            yield _reset(place)


def _place(last: str | None, end: int) -> int | None:
    """Return where to go on; nothing where that is not possible any more."""
    if last is None or last == "":
        return end
    place = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else -1
    # A place beyond the end is one of another journal: the database was restored.
    return place if 0 <= end - place <= LONGEST_GAP and place >= 0 else None


def _reset(position: int) -> SSEvent:
    """Tell a client to read everything anew: it has missed too much, or another journal."""
    return _event("reset", position, {"type": "reset", "position": position})


def _event(name: str, position: int, body: dict[str, Any]) -> SSEvent:
    return SSEvent(event=name, event_id=str(position), json=body, retry=RETRY_MILLISECONDS)
