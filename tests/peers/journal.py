"""What a peer saw, one JSON line each, written before it answers: independent of the product."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Journal:
    """Keeps entries in memory and, where a path is given, in a file as JSON lines."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[dict[str, Any]] = []
        self._file = path.open("a", encoding="utf-8", buffering=1) if path else None
        self._more = asyncio.Condition()

    def write(self, **entry: object) -> None:
        """Note one thing that happened, with the instant."""
        entry = {"at": datetime.now(UTC).isoformat(), **entry}
        self.entries.append(entry)
        if self._file:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    async def announce(self) -> None:
        """Wake up whoever waits for entries."""
        async with self._more:
            self._more.notify_all()

    async def wait_for(
        self, wanted: Callable[[list[dict[str, Any]]], bool], limit: float = 10.0
    ) -> None:
        """Return as soon as the entries satisfy `wanted`, at most `limit` seconds later."""
        async with asyncio.timeout(limit), self._more:
            await self._more.wait_for(lambda: wanted(self.entries))

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()


def read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries of a journal's file; a torn last line is left out."""
    for line in path.read_text("utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return
