"""Duty: listens to Slack over a socket (Socket Mode), for servers Slack cannot reach.

What comes is done by the same code as what Slack posts. Several workers may listen: Slack gives
each envelope to one of them (docs.slack.dev/apis/events-api/using-socket-mode).
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import msgspec
import structlog
from attrs import define, field

from hikeshi.kernel.errors import HikeshiError, UnavailableError
from hikeshi_server.inbound.http.slack.commands import answer_command
from hikeshi_server.inbound.http.slack.interactions import take_press
from hikeshi_server.inbound.http.slack.parts import SlackParts
from hikeshi_server.inbound.worker.alarms import Alarms

_log = structlog.get_logger(__name__)

NAME = "slack listener"
#: Slack shows an error where an envelope is not acknowledged within 3 s.
ACKNOWLEDGE_SECONDS = 2.0
#: So long at most we wait before connecting again, after doubling from one second.
LONGEST_PAUSE = 60.0
#: A socket that ends sooner counts as a failure: Slack gives out few addresses a minute.
SHORT_SECONDS = 10.0
#: A socket Slack has said goodbye on is given so long to deliver what is under way.
GOODBYE_SECONDS = 30.0


class Socket(Protocol):
    """A connection on which Slack speaks."""

    def __aiter__(self) -> AsyncIterator[str | bytes]:
        """Return each message, until the other side closes."""
        ...

    async def send(self, text: str) -> None:
        """Say something."""
        ...


#: Opens a connection; it raises HikeshiError or OSError where there is none.
OpenSocket = Callable[[], AbstractAsyncContextManager[Socket]]


class _Envelope(msgspec.Struct):
    type: str = ""
    envelope_id: str = ""
    payload: msgspec.Raw = msgspec.Raw(b"{}")
    reason: str = ""


class _Command(msgspec.Struct):
    user_id: str = ""
    text: str = ""
    channel_id: str = ""
    trigger_id: str = ""


@define
class SlackListener:
    """Keeps one connection open, and a second one while the first is being replaced."""

    open_socket: OpenSocket
    parts: SlackParts
    alarms: Alarms
    name: str = NAME
    _current: "asyncio.Task[None] | None" = None
    _leaving: "set[asyncio.Task[None]]" = field(factory=set)
    _taking: "set[asyncio.Task[Any]]" = field(factory=set)
    _failures: int = 0
    _again_at: float = 0.0

    async def run_once(self) -> float | None:
        """See to it that somebody listens; after failures wait longer and longer."""
        if self._current is not None and self._current.done():
            self._current = None
        left = self._again_at - time.monotonic()
        if self._current is None and left <= 0:
            self._current = asyncio.create_task(self._listen(), name=NAME)
        return None if self._current is not None else left

    async def stop(self) -> None:
        """Hang up once what has begun is done; Slack gives what comes then to others."""
        await asyncio.gather(*self._taking, return_exceptions=True)
        listening = [*self._leaving, *([self._current] if self._current is not None else ())]
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)

    async def _listen(self) -> None:
        began = time.monotonic()
        try:
            async with self.open_socket() as socket:
                await self._hear(socket)
        except (HikeshiError, OSError) as error:
            self._rest(error.detail if isinstance(error, HikeshiError) else type(error).__name__)
        except Exception:  # noqa: BLE001 (a listener outlives its faults)
            _log.exception("slack_listener_failed")
            self._rest("a defect")
        else:
            if time.monotonic() - began >= SHORT_SECONDS:
                self._failures = 0
            elif asyncio.current_task() is self._current:
                self._rest("Slack closed the socket at once")
        self.alarms.wake((NAME,))

    async def _hear(self, socket: Socket) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None) as until:
                async for text in socket:
                    envelope = _read(text)
                    if envelope.type == "hello":
                        _log.info("slack_listening")
                    elif envelope.type == "disconnect":
                        goodbye = asyncio.get_running_loop().time() + GOODBYE_SECONDS
                        until.reschedule(goodbye)
                        self._replace(envelope.reason)
                    elif envelope.envelope_id:
                        self._keep(asyncio.create_task(self._take(socket, envelope)))

    def _replace(self, reason: str) -> None:
        """Let another connection begin while this one delivers what is under way."""
        this = asyncio.current_task()
        if this is not self._current or this is None:
            return  # that has happened already
        self._leaving.add(this)
        this.add_done_callback(self._leaving.discard)
        self._current = None
        if reason == "link_disabled":
            self._rest("Socket Mode was switched off in the app's settings")
        self.alarms.wake((NAME,))

    def _rest(self, reason: str) -> None:
        """Wait longer after each failure, and not all workers alike."""
        pause = min(2.0**self._failures, LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311
        self._failures += 1
        self._again_at = time.monotonic() + pause
        _log.warning("slack_listener_waits", reason=reason, seconds=round(pause, 1))

    async def _take(self, socket: Socket, envelope: _Envelope) -> None:
        """Do what an envelope says; acknowledge it in time, with the answer where that is quick."""
        doing = asyncio.create_task(self._do(envelope))
        self._keep(doing)
        done, _ = await asyncio.wait((doing,), timeout=ACKNOWLEDGE_SECONDS)
        if done and doing.exception() is not None:
            return  # unacknowledged: Slack tells the person that it did not work
        said = doing.result() if done else None
        acknowledgement: dict[str, Any] = {"envelope_id": envelope.envelope_id}
        if said is not None:
            acknowledgement["payload"] = said
        await socket.send(msgspec.json.encode(acknowledgement).decode())
        if not done:
            await self._tell(envelope, await doing)

    async def _do(self, envelope: _Envelope) -> Any:
        """Return what the person is answered, where something is."""
        try:
            if envelope.type == "interactive":
                await take_press(self.parts, bytes(envelope.payload), once=envelope.envelope_id)
            elif envelope.type == "slash_commands":
                command = msgspec.json.decode(envelope.payload, type=_Command)
                # An envelope that comes once more has the same trigger, or at least the same id.
                once = command.trigger_id or envelope.envelope_id
                return await answer_command(self.parts, command.user_id, command.text, once=once)
        except UnavailableError as error:
            _log.warning("slack_envelope_not_taken", reason=error.detail)
            raise
        except (HikeshiError, msgspec.MsgspecError) as error:
            _log.warning("slack_envelope_refused", kind=envelope.type, error=type(error).__name__)
        return None

    async def _tell(self, envelope: _Envelope, said: Any) -> None:
        """Say later, to the person alone, what came too late for the acknowledgement."""
        if said is None:
            return
        command = msgspec.json.decode(envelope.payload, type=_Command)
        if command.channel_id:
            await self.parts.whisper(command.channel_id, command.user_id, said["text"])

    def _keep(self, task: "asyncio.Task[Any]") -> None:
        self._taking.add(task)
        task.add_done_callback(self._let_go)

    def _let_go(self, task: "asyncio.Task[Any]") -> None:
        self._taking.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.warning("slack_envelope_failed", error=type(error).__name__)


def _read(text: str | bytes) -> _Envelope:
    try:
        return msgspec.json.decode(text, type=_Envelope)
    except (msgspec.MsgspecError, UnicodeError):
        return _Envelope()
