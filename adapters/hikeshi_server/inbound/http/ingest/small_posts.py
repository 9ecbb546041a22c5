"""Small posts of senders, answered in front of Falcon: nearly all of what a storm sends.

A request and a response of Falcon's cost more than taking in a repeated signal. Whatever is not
small, plain and whole goes through Falcon; both ways the same doors answer.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import define, field, frozen
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from hikeshi_server.inbound.http.api.problems import MEDIA_TYPE, problem_of
from hikeshi_server.inbound.http.ingest.door import RETRY_AFTER, Answer, Ask, Door
from hikeshi_server.inbound.http.ingest.reading import Body, understood
from hikeshi_server.inbound.http.ingest.room import FREE_BYTES
from hikeshi_server.inbound.http.requests import RequestLog

Header = tuple[bytes, bytes]
#: Addresses with keys of their own; anywhere else the caller has to be recognised first.
_OWN_KEYS = ("/v2/", "/integrations/")
_JSON = b"content-type: application/json\r\n"
_PROBLEM = b"content-type: %b\r\n" % MEDIA_TYPE.encode()
_RETRY = b"retry-after: %b\r\n" % RETRY_AFTER.encode()
#: Headers that mean there is more to do than to read the body as it comes.
_NOT_PLAIN = frozenset({b"content-encoding", b"transfer-encoding", b"expect", b"upgrade"})


@frozen
class _Silent:
    """Wakes nobody: nothing waits for a small post before it is whole."""

    def set(self) -> None:
        """Do nothing."""


@define(eq=False)
class SmallPost:
    """One post while it is read and answered.

    Has what uvicorn's protocol looks at in a request under way.

    Args:
        door: Who answers it.
        parts: What stands in the place of the address's fields.
        keep_alive: The sender keeps the connection.
    """

    door: Door
    parts: Sequence[str]
    path: str
    request_id: str | None
    keep_alive: bool
    body: bytearray = field(factory=bytearray)
    more_body: bool = True
    response_complete: bool = False
    disconnected: bool = False
    message_event: _Silent = _Silent()

    async def read(self) -> Body:
        """Return what it says."""
        return understood(bytes(self.body))


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
        own = ((name.lower().encode(), value.encode("latin-1")) for name, value in headers.items())
        self._headers = _lines(own)
        self._always: tuple[Iterable[Header], bytes] = ((), b"")

    def opened(
        self, target: bytes, headers: Iterable[Header], *, keep_alive: bool
    ) -> SmallPost | None:
        """Return the post whose head this is; nothing where it is not one of these.

        Args:
            target: What the request line names.
            headers: Their names in lower case.
        """
        if b"%" in target or b"?" in target or b"#" in target:
            return None  # written with escapes, or with a query
        path = target.decode("ascii")
        found = self._door(path)
        if found is None:
            return None
        length, request_id = -1, None
        for name, value in headers:
            if name == b"content-length":
                length = int(value) if value.isdigit() else -1
            elif name == b"x-request-id":
                request_id = value.decode("latin-1")
            elif name in _NOT_PLAIN:
                return None
        if not 0 <= length <= FREE_BYTES:
            return None
        door, parts = found
        return SmallPost(door, parts, path, request_id, keep_alive)

    async def answer(self, post: SmallPost, address: str, always: Iterable[Header]) -> bytes:
        """Return the whole response to a post that was read.

        Args:
            post: It.
            address: The sender's IP address.
            always: Headers the server adds to every response.
        """
        began = time.perf_counter()
        request_id = self._log.begin(post.request_id)
        try:
            ask = Ask(post.path, address, post.read)
            answer, kind = await post.door.answer(ask, *post.parts), _JSON
        except Exception as error:  # noqa: BLE001 (answered as Falcon's handlers answer it)
            status, body = problem_of(post.path, request_id, error)
            answer, kind = Answer(status, body, busy=status == 503), _PROBLEM
        self._log.end("POST", post.path, answer.status, began)
        if always is not self._always[0]:  # the server makes them once a second
            self._always = always, _lines(always)
        return b"".join(
            (
                STATUS_LINE[answer.status],
                self._always[1],
                kind,
                b"content-length: %d\r\nx-request-id: %b\r\n"
                % (len(answer.body), request_id.encode("latin-1")),
                self._headers,
                _RETRY if answer.busy else b"",
                b"\r\n" if post.keep_alive else b"connection: close\r\n\r\n",
                answer.body,
            )
        )

    def _door(self, path: str) -> tuple[Door, Sequence[str]] | None:
        door = self._exact.get(path)
        if door is not None:
            return door, ()
        if path in self._others:
            return None
        for prefix, count, below in self._below:
            if path.startswith(prefix):
                parts = path[len(prefix) :].split("/")
                if len(parts) == count and all(parts):
                    return below, parts
        return None


def _lines(headers: Iterable[Header]) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)


def _taken_apart(template: str) -> tuple[str, int]:
    """Return what a template begins with, and how many fields end it."""
    return template[: template.index("{")], template.count("{")
