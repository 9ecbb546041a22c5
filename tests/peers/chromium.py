"""A real browser, spoken to by its own protocol (chromedevtools.github.io/devtools-protocol)."""

import asyncio
import contextlib
import itertools
import json
import os
import re
import shutil
import tempfile
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

_NAMES = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = next(filter(None, map(shutil.which, _NAMES)), None)
_FLAGS = (
    "--headless=new",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--remote-debugging-port=0",
)
_SECONDS = 60


class RefusedError(Exception):
    """The browser refused a command."""


class Chromium:
    """One browser with one page.

    Attributes:
        events: What it told of without being asked, oldest first: method and parameters.
    """

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Self:
        assert PROGRAM is not None
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        self._process = await asyncio.create_subprocess_exec(
            PROGRAM,
            *_FLAGS,
            *sandbox,
            f"--user-data-dir={self._folder.name}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._socket = await connect(await self._address(), max_size=None, proxy=None)
        self._reading = asyncio.create_task(self._read(self._socket))
        self._draining = asyncio.create_task(self._drain())
        targets = (await self.say("Target.getTargets"))["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self.session = await self.attach(page)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close()
        self._process.kill()
        await self._process.wait()
        await self._draining
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._folder.cleanup()

    async def say(self, method: str, session: str = "", **parameters: object) -> dict[str, Any]:
        """Give a command and return its answer."""
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        await self._socket.send(json.dumps(message))
        answer = await asyncio.wait_for(self._answers[number], _SECONDS)
        if "error" in answer:
            raise RefusedError(method, answer["error"]["message"])
        result: dict[str, Any] = answer["result"]
        return result

    async def attach(self, target: str) -> str:
        """Return the session in which commands to a page or worker are given."""
        found = await self.say("Target.attachToTarget", targetId=target, flatten=True)
        return str(found["sessionId"])

    async def worker(self) -> str:
        """Return the session of the service worker, once there is one."""
        async with asyncio.timeout(_SECONDS):
            while True:
                for target in (await self.say("Target.getTargets"))["targetInfos"]:
                    if target["type"] == "service_worker":
                        return await self.attach(target["targetId"])
                await asyncio.sleep(0.05)

    async def evaluate(self, script: str, session: str = "") -> Any:
        """Return what a script comes to, once its promise is kept."""
        said = await self.say(
            "Runtime.evaluate",
            session or self.session,
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    async def until(self, script: str, session: str = "") -> Any:
        """Return what a script comes to as soon as that is anything."""
        async with asyncio.timeout(_SECONDS):
            while True:
                # A page that is just being left answers nothing; the next one does.
                with contextlib.suppress(RefusedError):
                    if found := await self.evaluate(script, session):
                        return found
                await asyncio.sleep(0.05)

    async def told(self, method: str) -> dict[str, Any]:
        """Return the newest event of that name, waiting for the first one."""
        async with asyncio.timeout(_SECONDS), self._news:
            while True:
                for name, parameters in reversed(self.events):
                    if name == method:
                        return parameters
                await self._news.wait()

    async def go(self, url: str) -> None:
        """Open a page and wait until it is there."""
        await self.say("Page.navigate", self.session, url=url)
        await self.until(
            f"location.href === {json.dumps(url)} && document.readyState === 'complete'"
        )

    async def _address(self) -> str:
        assert self._process.stderr is not None
        async with asyncio.timeout(_SECONDS):
            while True:
                line = (await self._process.stderr.readline()).decode("utf-8", "replace")
                assert line, "the browser ended"
                if found := re.search(r"ws://\S+", line):
                    return found[0]

    async def _drain(self) -> None:
        assert self._process.stderr is not None
        await self._process.stderr.read()

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            said = json.loads(text)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            else:
                async with self._news:
                    self.events.append((said["method"], said["params"]))
                    self._news.notify_all()
