"""Runs duties and the HTTP server side by side, and stops them in order."""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import structlog
import uvicorn

from hikeshi_server.inbound.http.app import Application
from hikeshi_server.inbound.http.ingest.door_protocol import at_the_doors
from hikeshi_server.inbound.mail.listener import MailListener
from hikeshi_server.inbound.worker.alarms import Alarms
from hikeshi_server.inbound.worker.duty import Duty, keep_running
from hikeshi_server.inbound.worker.rounds import Rounds
from hikeshi_server.wiring.mail import take_in_mail
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.settings import BadSettingError, Settings

_log = structlog.get_logger(__name__)

#: After this long open connections are closed on a stop; idle streams never end by themselves.
GRACE_SECONDS = 5
#: What asks a process to stop.
STOPS = (signal.SIGTERM, signal.SIGINT)
#: Connections that wait to be taken; more are refused by the kernel.
BACKLOG = 2048
#: More connections at once are answered 503: each may hold some memory before it says who it is.
MOST_CONNECTIONS = 5_000


#: New objects between two looks for cycles: a look holds every page up for as long as it takes,
#: half a millisecond for these. The older ones are looked at after that many looks.
COLLECT_AFTER = (2_000, 10, 100)


def collect_rarely() -> None:
    """Look for cycles among new objects only, a few at a time: what a start leaves stays anyway.

    A storm makes objects by the hundred thousand, hardly any of them in cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


class HttpServer(uvicorn.Server):
    """uvicorn, telling when it listens and leaving a signal to end at the server itself."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal; uvicorn would raise it again afterwards.

        That ends the process at once, before the duties around the server have finished what
        they began and before the embedded database has been stopped. A second signal does it.
        """
        before = {number: signal.signal(number, self.handle_exit) for number in STOPS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: Any = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets=sockets)
        if self.started:
            collect_rarely()
            self._ready()


def listen(settings: Settings) -> socket.socket:
    """Take the address to serve at, before anything else is started.

    Raises:
        BadSettingError: Somebody else has it, or this machine does not.
    """
    return _bound(settings.host, settings.port, "HIKESHI_HOST and HIKESHI_PORT")


def listen_for_probes(settings: Settings) -> socket.socket | None:
    """Take the address a worker says at how it does; nothing where none is wanted.

    Raises:
        BadSettingError: Somebody else has it, or this machine does not.
    """
    if settings.worker_port is None:
        return None
    return _bound(settings.host, settings.worker_port, "HIKESHI_HOST and HIKESHI_WORKER_PORT")


def listen_for_mail(settings: Settings) -> socket.socket | None:
    """Take the address to take mail in at; nothing where none is wanted.

    Raises:
        BadSettingError: Somebody else has it, or this machine does not.
    """
    replies = settings.mail_replies
    if replies is None or replies.listen is None:
        return None
    return _bound(*replies.listen, "HIKESHI_SMTP_LISTEN")


def _bound(host: str, port: int, names: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=False)
    except OSError as error:
        raise BadSettingError(
            f"{names}: cannot listen at {host}:{port}: {error.strerror}."
        ) from error


@asynccontextmanager
async def taking_mail(
    parts: Parts, listening: socket.socket | None
) -> AsyncIterator[MailListener | None]:
    """Take mail in while it is entered, where that is wanted."""
    take_in = take_in_mail(parts)
    if listening is None or take_in is None:
        yield None
        return
    name = urlsplit(parts.settings.public_url).hostname or "hikeshi"
    async with MailListener(take_in, listening, name) as listener:
        yield listener


async def run_http(
    app: Application, settings: Settings, listening: socket.socket, ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first."""
    proxies = [str(network) for network in settings.trusted_proxies]
    config = uvicorn.Config(
        app,
        loop="none",
        http=at_the_doors(app.small_posts),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        backlog=BACKLOG,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    await HttpServer(config, ready).serve(sockets=[listening])


class DutiesRunning:
    """Runs duties while it is entered; leaving it lets them finish what they began.

    `rounds` knows which of them stand still.
    """

    def __init__(self, duties: Sequence[Duty], alarms: Alarms) -> None:
        self.rounds = Rounds()
        self._duties = duties
        self._alarms = alarms
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "DutiesRunning":
        self._tasks = [
            asyncio.create_task(self._run(duty), name=f"duty {duty.name}") for duty in self._duties
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping.set()
        self._alarms.wake(duty.name for duty in self._duties)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, duty: Duty) -> None:
        running = keep_running(duty, self._alarms, self._stopping)
        await self.rounds.follow(duty.name, running)


async def wait_for_signal() -> None:
    """Return when the process is asked to stop."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        for number in STOPS:
            loop.add_signal_handler(number, asked.set)
            stack.callback(loop.remove_signal_handler, number)
        await asked.wait()
