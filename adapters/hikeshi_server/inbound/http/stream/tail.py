"""The end of the journal, read once for everybody who follows it."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

import structlog
from attrs import define, field, frozen

from hikeshi.audit.queries import JournalReader
from hikeshi.flow.streaming import StreamedFact, incident_of, streamed
from hikeshi.flow.work import Transactions
from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.worker.alarms import Alarms

_log = structlog.get_logger(__name__)

#: The bell of whoever follows the journal; the poll is the guarantee.
JOURNAL = "journal"
#: Between two looks when nothing wakes.
POLL_SECONDS = 1.0
#: Entries read at a time.
PAGE = 500
#: Entries of the journal one may be behind; beyond that everything is read anew.
LONGEST_GAP = 10_000


@frozen
class Stretch:
    """A stretch of the journal without a hole: what it holds for followers, and where it ends."""

    facts: Sequence[StreamedFact]
    end: int


@define(eq=False)
class JournalTail:
    """Reads the end of the journal while anybody follows it.

    Everybody has a place of their own: the newest entries are answered from memory, older
    ones from the database, so that nobody waits for somebody slow and nobody is buffered for.
    """

    reader: JournalReader
    transactions: Transactions
    alarms: Alarms
    _recent: deque[StreamedFact] = field(factory=deque)
    _start: int = 0
    _end: int = 0
    _followers: int = 0
    _reading: "asyncio.Task[None] | None" = None
    _turn: asyncio.Lock = field(factory=asyncio.Lock)
    _advanced: asyncio.Event = field(factory=asyncio.Event)

    @property
    def end(self) -> int:
        """The position up to which everything has been read."""
        return self._end

    async def __aenter__(self) -> "JournalTail":
        """Begin to follow; the first one lets the reading begin."""
        async with self._turn:
            if self._reading is None:
                self._recent.clear()
                self._start = self._end = await self.reader.last_position()
                self._reading = asyncio.create_task(self._read(), name="journal tail")
            self._followers += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        """Follow no longer; the last one lets the reading end."""
        self._followers -= 1
        if self._followers == 0 and self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def after(self, position: int, seconds: float) -> Stretch:
        """Return what came after that position, waiting for something at most so long.

        Raises:
            UnavailableError: The database is away.
        """
        if position >= self._end:
            await self._wait(seconds)
        if position >= self._end:
            return Stretch((), position)
        if position >= self._start:
            return Stretch([f for f in self._recent if f.position > position], self._end)
        return await self._stretch(position)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._advanced.wait()

    async def _read(self) -> None:
        while True:
            try:
                stretch = await self._stretch(self._end)
            except UnavailableError as error:
                _log.warning("journal_tail_waits", reason=error.detail)
                await asyncio.sleep(POLL_SECONDS)
                continue
            except Exception:  # noqa: BLE001 (everybody follows through this task)
                _log.exception("journal_tail_failed")
                await asyncio.sleep(POLL_SECONDS)
                continue
            if stretch.end == self._end:
                await self.alarms.wait(JOURNAL, POLL_SECONDS)
                continue
            self._append(stretch)

    def _append(self, stretch: Stretch) -> None:
        self._recent.extend(stretch.facts)
        self._end = stretch.end
        self._start = max(self._start, self._end - LONGEST_GAP)
        while self._recent and self._recent[0].position <= self._start:
            self._recent.popleft()
        # Whoever waits has this event; whoever comes later waits for the next one.
        self._advanced.set()
        self._advanced = asyncio.Event()

    async def _stretch(self, position: int) -> Stretch:
        entries = await self.reader.read_after(position, PAGE)
        if not entries:
            return Stretch((), position)
        wanted = {found for entry in entries if (found := incident_of(entry)) is not None}
        incidents = (
            await self.transactions.run(lambda work: work.incidents.get_many(wanted))
            if wanted
            else {}
        )
        return Stretch(streamed(entries, incidents), entries[-1].position or position)
