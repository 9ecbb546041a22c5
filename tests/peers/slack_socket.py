"""The side of Socket Mode that is Slack's (docs.slack.dev/apis/events-api/using-socket-mode).

A socket is opened at an address that works once; `hello` comes first; each envelope goes to one
connection and is acknowledged by its id, with a payload only where the envelope takes one.
"""

import asyncio
import itertools
import json
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.peers.slack_server import SlackServer


class SlackSocketServer(SlackServer):
    """A workspace on loopback that speaks over sockets.

    Attributes:
        sockets: Those that are open, oldest first.
        opened: How many were opened so far.
        faults: What clients did that Slack would not take.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sockets: list[ServerConnection] = []
        self.opened = 0
        self.faults: list[str] = []
        self.redirect = ""
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._news = asyncio.Condition()
        self._server_of_sockets: Server | None = None

    async def __aenter__(self) -> Self:
        self._server_of_sockets = await serve(self._serve, "127.0.0.1", 0)
        return await super().__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server_of_sockets is not None
        self._server_of_sockets.close()
        await self._server_of_sockets.wait_closed()
        await super().__aexit__(kind, error, trace)

    def socket_url(self) -> str:
        """Return an address that works once."""
        assert self._server_of_sockets is not None
        port = next(iter(self._server_of_sockets.sockets)).getsockname()[1]
        ticket = f"t{next(self._numbers)}"
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id=A0"

    async def listeners(self, number: int, opened: int = 0) -> None:
        """Return once so many connections are open, and at least so many were opened."""
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: len(self.sockets) == number and self.opened >= opened)

    async def press(
        self, verb: str, value: str, member: str = "U0ANA", envelope_id: str = ""
    ) -> dict[str, Any]:
        """Let a button be pressed; return the acknowledgement."""
        payload = {
            "type": "block_actions",
            "user": {"id": member},
            "channel": {"id": "D0ANA"},
            "actions": [{"action_id": f"hikeshi.{verb}", "value": value}],
        }
        return await self.deliver(
            "interactive", payload, takes_payload=False, envelope_id=envelope_id
        )

    async def command(self, text: str, member: str = "U0ANA", seconds: float = 3) -> dict[str, Any]:
        """Let a command be written; return the acknowledgement."""
        payload = {"command": "/hikeshi", "text": text, "user_id": member, "channel_id": "D0ANA"}
        return await self.deliver("slash_commands", payload, takes_payload=True, seconds=seconds)

    async def deliver(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        takes_payload: bool,
        seconds: float = 3,
        envelope_id: str = "",
    ) -> dict[str, Any]:
        """Send an envelope to one connection; return its acknowledgement, within 3 s."""
        number = next(self._numbers)
        envelope_id = envelope_id or f"e{number}"
        self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": takes_payload,
        }
        await self.sockets[number % len(self.sockets)].send(json.dumps(envelope))
        acknowledgement = await asyncio.wait_for(self._waiting[envelope_id], seconds)
        if acknowledgement.get("payload") and not takes_payload:
            self.faults.append("a payload where none is taken")
        return acknowledgement

    async def say_goodbye(self, reason: str = "refresh_requested") -> ServerConnection:
        """Tell the oldest connection that it will be closed; return it."""
        connection = self.sockets[0]
        await connection.send(json.dumps({"type": "disconnect", "reason": reason}))
        return connection

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        ticket = connection.request.path.partition("ticket=")[2].partition("&")[0]
        if ticket not in self._tickets:
            self.faults.append("an address used twice")
            return
        self._tickets.discard(ticket)
        await self._change(connection, +1)
        hello = {
            "type": "hello",
            "num_connections": len(self.sockets),
            "connection_info": {"app_id": "A0"},
            "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
        }
        try:
            await connection.send(json.dumps(hello))
            async for text in connection:
                self._acknowledged(json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            await self._change(connection, -1)

    def _acknowledged(self, said: dict[str, Any]) -> None:
        waiting = self._waiting.pop(said.get("envelope_id", ""), None)
        if waiting is None or set(said) - {"envelope_id", "payload"}:
            self.faults.append(f"an acknowledgement of nothing: {said}")
        elif not waiting.done():
            waiting.set_result(said)

    async def _change(self, connection: ServerConnection, by: int) -> None:
        async with self._news:
            if by > 0:
                self.sockets.append(connection)
                self.opened += 1
            else:
                self.sockets.remove(connection)
            self._news.notify_all()
