"""Posts each alert at its time, over connections that stay open, and again until it is taken."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TextIO

from tests.storm.scene import Alert

#: At once; a sender waits for its answer.
CONNECTIONS = 32
#: Before an alert that was not taken is posted again.
AGAIN_SECONDS = 0.2


class Posting:
    """Posts alerts to one port, and writes down when, and what was answered.

    Args:
        keys: Of the integrations, by service.
        log: A line for each answer.
    """

    def __init__(self, port: int, keys: Mapping[str, str], log: TextIO) -> None:
        self._port, self._keys, self._log = port, keys, log

    async def run(self, alerts: Sequence[Alert], *, fires: bool) -> None:
        """Return once each was taken."""
        waiting: asyncio.Queue[Alert | None] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(self._connection(waiting, fires))
            began = time.monotonic()
            for alert in alerts:
                await asyncio.sleep(max(0.0, began + alert.after - time.monotonic()))
                waiting.put_nowait(alert)
            await waiting.join()
            for _ in range(CONNECTIONS):
                waiting.put_nowait(None)

    async def _connection(self, waiting: "asyncio.Queue[Alert | None]", fires: bool) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            while (alert := await waiting.get()) is not None:
                if not await self._post(alert, fires, reader, writer):
                    await asyncio.sleep(AGAIN_SECONDS)
                    waiting.put_nowait(alert)
                waiting.task_done()
        finally:
            writer.close()

    async def _post(
        self,
        alert: Alert,
        fires: bool,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        at = datetime.now(UTC)
        payload = alert.payload(fires=fires)
        writer.write(_request(f"/integrations/generic/{self._keys[alert.service]}", payload))
        status = await _status(reader)
        self._note(
            at=at.isoformat(),
            answered_at=datetime.now(UTC).isoformat(),
            alert=alert.name,
            service=alert.service,
            severity=alert.severity,
            action=payload["action"],
            status=status,
        )
        return status < 300

    def _note(self, **row: Any) -> None:
        self._log.write(json.dumps(row) + "\n")


def _request(path: str, payload: Mapping[str, Any]) -> bytes:
    body = json.dumps(payload).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _status(reader: asyncio.StreamReader) -> int:
    """Read a whole answer; return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    lengths = [int(value) for name, _, value in pairs if name.lower() == "content-length"]
    await reader.readexactly(lengths[0] if lengths else 0)
    return int(first.split()[1])
