"""What is done at fixed times is done then, however often somebody looks."""

import pytest

from hikeshi_server.inbound.worker import periodic
from hikeshi_server.inbound.worker.periodic import Periodic


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    times = [100.0]
    monkeypatch.setattr(periodic.time, "monotonic", lambda: times[0])
    return times


async def test_it_is_done_when_its_time_has_come(clock):
    """A look before its time does nothing and says how long it takes."""
    calls = []

    async def call():
        calls.append(clock[0])

    duty = Periodic("page", call, every=3600.0)
    assert await duty.run_once() == 3600.0
    clock[0] += 10
    assert await duty.run_once() == 3590.0
    clock[0] += 3590
    await duty.run_once()

    assert calls == [100.0, 3700.0]


async def test_what_failed_is_tried_again_soon(clock):
    """A failure is no reason to wait for an hour."""
    calls = []

    async def call():
        calls.append(clock[0])
        if len(calls) == 1:
            raise OSError("disk full")

    duty = Periodic("page", call, every=3600.0)
    with pytest.raises(OSError, match="disk full"):
        await duty.run_once()
    clock[0] += 1
    await duty.run_once()

    assert calls == [100.0, 101.0]
