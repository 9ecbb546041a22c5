"""Notices a duty that stands still: one that hangs looks like one that has nothing to do."""

import time
from collections.abc import Callable, Coroutine, Generator, Sequence
from typing import Any

from attrs import define, field, frozen

#: Longer than anything a duty waits for by itself: a statement may take half of it.
STUCK_SECONDS = 60.0


@define(eq=False)
class Rounds:
    """When each duty last did a step, however small.

    Whole rounds would say less: in a storm one of them may take as long as the storm.

    Args:
        clock: Seconds that only go forward.
    """

    clock: Callable[[], float] = time.monotonic
    _stepped_at: dict[str, float] = field(factory=dict)

    async def follow(self, name: str, running: Coroutine[Any, Any, None]) -> None:
        """Run it, and note whenever it goes on."""
        await _Followed(running, lambda: self._note(name))

    def stuck(self) -> Sequence[str]:
        """Return the names of the duties that have ended, or have waited for one thing too long."""
        before = self.clock() - STUCK_SECONDS
        return sorted(name for name, at in self._stepped_at.items() if at < before)

    def _note(self, name: str) -> None:
        self._stepped_at[name] = self.clock()


@frozen
class _Followed:
    """Awaits a coroutine and notes each of its steps (PEP 492: what `await` does, by hand)."""

    running: Coroutine[Any, Any, None]
    note: Callable[[], None]

    def __await__(self) -> Generator[Any, Any, None]:
        thrown: BaseException | None = None
        while True:
            self.note()
            try:
                awaited = self.running.send(None) if thrown is None else self.running.throw(thrown)
            except StopIteration:
                return
            try:
                thrown = None
                yield awaited
            except BaseException as error:  # noqa: BLE001 (a cancellation is for who is awaited)
                thrown = error
