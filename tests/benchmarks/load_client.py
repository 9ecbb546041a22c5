"""A lean HTTP client in a process of its own, so that measuring costs as little as it can.

Reads a plan as JSON from its first argument and prints what it saw as JSON. Raw sockets on uvloop,
requests put together beforehand, one request at a time on each connection.
"""

import asyncio
import json
import random
import sys
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import uvloop

#: Stands in a request where its key belongs; keys are as long, so the length stays the same.
PLACEHOLDER = "@@@@@@@@@@@@@@@@"


class Requests:
    """Whole requests, new ones and repetitions of known ones."""

    def __init__(self, template: str, prefix: str, repeats: float, known: int) -> None:
        self._parts = [part.encode() for part in template.split(PLACEHOLDER)]
        self._prefix, self._repeats, self._count = prefix, repeats, 0
        self.known = [self.new()[1] for _ in range(known)]

    def new(self) -> tuple[str, bytes]:
        """Return the key and the bytes of a request nobody sent before."""
        self._count += 1
        width = len(PLACEHOLDER) - len(self._prefix)
        key = f"{self._prefix}{self._count:0{width}d}"
        return key, key.encode().join(self._parts)

    def __call__(self) -> bytes:
        """Return the next request of the mix."""
        if random.random() < self._repeats:
            return random.choice(self.known)
        return self.new()[1]


class Connection(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, tells."""

    def __init__(self, answered: Any) -> None:
        self._answered = answered
        self._received = b""
        self.began = 0

    def connection_made(self, transport: Any) -> None:
        """Keep it."""
        self.transport = transport

    def send(self, request: bytes) -> None:
        """Begin an exchange."""
        self._received = b""
        self.began = time.time_ns()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Tell when the answer is whole."""
        received = self._received = self._received + data
        end = received.find(b"\r\n\r\n")
        if end < 0:
            return
        at = received.lower().find(b"content-length:", 0, end)
        length = int(received[at + 15 : received.find(b"\r\n", at)]) if at >= 0 else 0
        if len(received) >= end + 4 + length:
            self._answered(self, received[9:12] in {b"200", b"202"}, time.time_ns() - self.began)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it as a failure."""
        self._answered(self, False, time.time_ns() - self.began)


class ClosedLoop:
    """As fast as answers come: every connection sends again at once."""

    def __init__(self, plan: dict[str, Any], requests: Requests) -> None:
        self._plan, self._requests = plan, requests
        self._first: Iterator[bytes] = iter(requests.known)
        self._times: list[int] = []
        self._failures, self._ends_at, self._open = 0, 0, 0
        self._done = asyncio.Event()

    def answered(self, connection: Connection, fine: bool, took: int) -> None:
        """Note the answer and send the next request."""
        first = next(self._first, None)
        if first is not None:
            connection.send(first)
            return
        now = time.time_ns()
        if not self._ends_at:
            self._ends_at = now + int(self._plan["seconds"] * 1e9)
        elif now < self._ends_at:
            self._times.append(took)
            self._failures += not fine
        else:
            self._open -= 1
            if not self._open:
                self._done.set()
            return
        connection.send(self._requests())

    async def run(self) -> dict[str, Any]:
        """Return rate, times and failures, without what came before every known key was sent."""
        connections = await connect(self._plan, self.answered)
        self._open = len(connections)
        for connection in connections:
            connection.send(next(self._first, None) or self._requests())
        await self._done.wait()
        times = sorted(self._times)
        return {
            "rate": len(times) / self._plan["seconds"],
            "p50_ms": times[len(times) // 2] / 1e6,
            "p99_ms": times[int(len(times) * 0.99)] / 1e6,
            "failures": self._failures,
        }


class OpenLoop:
    """At a fixed rate, whatever the answers do."""

    def __init__(self, plan: dict[str, Any], requests: Requests) -> None:
        self._plan, self._requests = plan, requests
        self._idle: deque[Connection] = deque()
        self._free = asyncio.Event()
        self._failures, self._times = 0, list[int]()

    def answered(self, connection: Connection, fine: bool, took: int) -> None:
        """Note the answer; the connection is free again."""
        self._failures += not fine
        self._times.append(took)
        self._idle.append(connection)
        self._free.set()

    async def run(self) -> dict[str, Any]:
        """Return when each key was sent, in nanoseconds since the epoch."""
        self._idle.extend(await connect(self._plan, self.answered))
        total = len(self._idle)
        count = int(self._plan["rate"] * self._plan["seconds"])
        began, sent = time.time_ns(), {}
        for number in range(count):
            due = began + int(number / self._plan["rate"] * 1e9)
            await asyncio.sleep(max(0.0, (due - time.time_ns()) / 1e9))
            while not self._idle:
                self._free.clear()
                await self._free.wait()
            key, request = self._requests.new()
            connection = self._idle.popleft()
            connection.send(request)
            sent[key] = connection.began
        while len(self._idle) < total:
            self._free.clear()
            await self._free.wait()
        times = sorted(self._times)
        return {
            "sent": sent,
            "failures": self._failures,
            "p50_ms": times[len(times) // 2] / 1e6,
            "p99_ms": times[int(len(times) * 0.99)] / 1e6,
        }


async def connect(plan: dict[str, Any], answered: Any) -> list[Connection]:
    """Open the connections."""
    loop = asyncio.get_running_loop()
    return [
        (await loop.create_connection(lambda: Connection(answered), "127.0.0.1", plan["port"]))[1]
        for _ in range(plan["connections"])
    ]


async def main() -> None:
    """Follow the plan."""
    plan = json.loads(sys.argv[1])
    requests = Requests(plan["template"], plan["prefix"], plan["repeats"], plan["known"])
    way = OpenLoop(plan, requests) if plan.get("rate") else ClosedLoop(plan, requests)
    print(json.dumps(await way.run()))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
