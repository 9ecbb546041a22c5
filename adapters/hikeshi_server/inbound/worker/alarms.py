"""Wakes duties early; a poll every second is the guarantee, this is the hint."""

import asyncio
from collections.abc import Iterable

from attrs import define, field

#: Who else looks when a duty is woken: what is due may have to be announced.
ALONGSIDE = {"notifications": "announcements"}


@define
class Alarms:
    """One event for each duty, rung by commits of this process and of others."""

    _bells: dict[str, asyncio.Event] = field(factory=dict)

    def wake(self, names: Iterable[str]) -> None:
        """Wake the duties of these names."""
        for name in names:
            self._bell(name).set()
            if name in ALONGSIDE:
                self._bell(ALONGSIDE[name]).set()

    async def wait(self, name: str, seconds: float) -> None:
        """Return when the duty is woken, or after that long."""
        bell = self._bell(name)
        try:
            async with asyncio.timeout(seconds):
                await bell.wait()
        except TimeoutError:
            return
        finally:
            bell.clear()

    def _bell(self, name: str) -> asyncio.Event:
        return self._bells.setdefault(name, asyncio.Event())
