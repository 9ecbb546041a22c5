"""Small posts of senders, answered in front of Falcon: nearly all of what a storm sends.

A request and a response of Falcon's cost more than taking in a repeated signal. Whatever is not
small, plain and whole goes through Falcon; both ways the same doors answer.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from hikeshi_server.inbound.http.api.problems import MEDIA_TYPE, problem_of
from hikeshi_server.inbound.http.ingest.door import RETRY_AFTER, Answer, Ask, Door
from hikeshi_server.inbound.http.ingest.reading import Body, understood
from hikeshi_server.inbound.http.ingest.room import FREE_BYTES
from hikeshi_server.inbound.http.requests import RequestLog

Header = tuple[bytes, bytes]
#: Addresses with keys of their own; anywhere else the caller has to be recognised first.
_OWN_KEYS = ("/v2/", "/integrations/")
_JSON: Header = (b"content-type", b"application/json")
_PROBLEM: Header = (b"content-type", MEDIA_TYPE.encode())
_RETRY: Header = (b"retry-after", RETRY_AFTER.encode())
#: Who asks when the server does not know, as Falcon has it.
_NOBODY = "127.0.0.1"


@frozen
class _Head:
    """What the headers of a post say that matters."""

    length: int
    request_id: str | None


class SmallPosts:
    """Answers small posts at the doors.

    Args:
        routes: Path templates and resources; those that are doors are answered.
        log: What every request gets.
        headers: What every answer carries.
    """

    def __init__(
        self, routes: Iterable[tuple[str, Any]], log: RequestLog, headers: Mapping[str, str]
    ) -> None:
        routes = tuple(routes)
        # A path that is written out comes before a template, as it does for Falcon.
        self._others = {path for path, found in routes if not isinstance(found, Door)}
        doors = [
            (path, door)
            for path, door in routes
            if isinstance(door, Door) and path.startswith(_OWN_KEYS)
        ]
        self._exact = {path: door for path, door in doors if "{" not in path}
        self._below = [(*_taken_apart(path), door) for path, door in doors if "{" in path]
        self._log = log
        self._headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        ]

    async def take(self, scope: Any, receive: Any, send: Any) -> bool:
        """Answer a post; say no, with nothing read of it, where it is not one of these."""
        path = scope["path"]
        found = self._door(path)
        if not isinstance(scope["headers"], list):
            scope["headers"] = [
                tuple(each) for each in scope["headers"]
            ]  # ASGI lets them be read only once
        head = _head(scope["headers"]) if found is not None else None
        if found is None or head is None:
            return False
        began = time.perf_counter()
        request_id = self._log.begin(head.request_id)
        raw = await _read(receive)
        if len(raw) != head.length:
            return True  # whoever it was has left
        door, parts = found
        client = scope.get("client")
        ask = Ask(path, client[0] if client else _NOBODY, _Read(raw))
        try:
            answer, kind = await door.answer(ask, *parts), _JSON
        except Exception as error:  # noqa: BLE001 (answered as Falcon's handlers answer it)
            status, body = problem_of(path, request_id, error)
            answer, kind = Answer(status, body, busy=status == 503), _PROBLEM
        await self._send(send, answer, kind, request_id)
        self._log.end(scope["method"], path, answer.status, began)
        return True

    def _door(self, path: str) -> tuple[Door, list[str]] | None:
        door = self._exact.get(path)
        if door is not None:
            return door, []
        if path in self._others:
            return None
        for prefix, count, below in self._below:
            if path.startswith(prefix):
                parts = path[len(prefix) :].split("/")
                if len(parts) == count and all(parts):
                    return below, parts
        return None

    async def _send(self, send: Any, answer: Answer, kind: Header, request_id: str) -> None:
        headers = [
            kind,
            (b"content-length", b"%d" % len(answer.body)),
            (b"x-request-id", request_id.encode()),
            *self._headers,
        ]
        if answer.busy:
            headers.append(_RETRY)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


@frozen
class _Read:
    """Reads a body that is there already."""

    raw: bytes

    async def __call__(self) -> Body:
        return understood(self.raw)


def _taken_apart(template: str) -> tuple[str, int]:
    """Return what a template begins with, and how many fields end it."""
    return template[: template.index("{")], template.count("{")


def _head(headers: Iterable[Header]) -> _Head | None:
    """Return what matters of the headers, unless Falcon has to read this one."""
    length, request_id = -1, None
    for name, value in headers:
        if name == b"content-length":
            length = int(value) if value.isdigit() else -1
        elif name == b"x-request-id":
            request_id = value.decode("latin-1")
        elif name in {b"content-encoding", b"transfer-encoding"}:
            return None
    return _Head(length, request_id) if 0 <= length <= FREE_BYTES else None


async def _read(receive: Any) -> bytes:
    event = await receive()
    raw: bytes = event.get("body", b"")
    while event.get("more_body"):
        event = await receive()
        raw += event.get("body", b"")
    return raw
