"""The HTTP server stops in its turn, and everything around it after it."""

import asyncio
import os
import signal

import pytest
from attrs import evolve

from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.wiring.serving import listen, run_http
from hikeshi_server.wiring.settings import Settings


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_server_and_not_the_process(number: signal.Signals) -> None:
    """What surrounds the server goes on: duties finish, and the database is stopped."""
    settings = evolve(Settings(), port=0)
    before = signal.getsignal(number)

    def stop() -> None:
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), number)

    await asyncio.wait_for(run_http(create_app(()), settings, listen(settings), stop), 30)

    assert signal.getsignal(number) is before
