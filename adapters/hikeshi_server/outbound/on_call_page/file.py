"""Writes the page to its file: whole or not at all, so that whoever copies it gets a page."""

import asyncio
import os
from pathlib import Path

from attrs import frozen

from hikeshi.flow.emergency import emergency_schedules
from hikeshi.flow.work import Transactions
from hikeshi.kernel.clock import Clock
from hikeshi_server.outbound.on_call_page.page import render

#: Seconds between two pages.
EVERY = 3600.0
#: It holds phone numbers: for its owner and their group only.
MODE = 0o640


@frozen
class OnCallPage:
    """Keeps a file that says who is on call and how to reach them.

    Args:
        path: The file; something outside has to copy it to where it can be read when this
            machine cannot.
    """

    path: Path
    transactions: Transactions
    clock: Clock
    public_url: str

    async def write(self) -> None:
        """Write the page as of now.

        Raises:
            OSError: The file cannot be written.
            UnavailableError: The database is away; the last page stays.
        """
        directory = await self.transactions.run(lambda work: work.directory())
        now = self.clock.now()
        text = render(emergency_schedules(directory, now), now, self.public_url)
        await asyncio.to_thread(_replace, self.path, text)


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
