"""What every request gets: an id, a line in the log without secrets, and its time."""

import logging
import random
import re
import time
from functools import cached_property
from typing import Any

import structlog
from falcon.asgi import Request, Response

_log = structlog.get_logger("hikeshi.http")

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
#: Parts of paths that are secrets: integration keys and tokens of links.
_SECRET_PATH = re.compile(
    r"(?P<before>/integrations/[a-z]+/|/acknowledge/|/link/[a-z]+/|[?&]token=|[?&]apiKey=)[^/?&]+"
)
#: Whatever else has the shape of a key or a token and is no id: a key at a mistyped address.
_SECRET_SHAPE = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{32,}(?![\w-])")
_SHORTEST_SECRET = 32
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
#: Requests so frequent and so dull that only their failures are told.
_QUIET = ("/livez", "/readyz", "/metrics", "/v2/enqueue", "/integrations/")


def masked_path(path: str) -> str:
    """Return a path as it may stand in a log."""
    shown = _SECRET_PATH.sub(r"\g<before>…", path)
    return _SECRET_SHAPE.sub(_masked, shown) if len(shown) >= _SHORTEST_SECRET else shown


def _masked(found: re.Match[str]) -> str:
    return found[0] if _UUID.fullmatch(found[0]) else "…"


class RequestLog:
    """Falcon middleware: request id in, request id out, one line for each request."""

    @cached_property
    def _tells_all(self) -> bool:
        """Asked once: a server's log level stays, and asking costs like a small request."""
        return bool(_log.is_enabled_for(logging.DEBUG))

    def begin(self, given: str | None) -> str:
        """Return a request's id: the caller's where it is sensible, else a new one."""
        # An id only tells requests apart: it need not be hard to guess.
        request_id = given if given and _ID.fullmatch(given) else f"{random.getrandbits(128):032x}"
        # Every request runs in a context of its own: nothing has to be taken back.
        structlog.contextvars.bind_contextvars(request_id=request_id)
        return request_id

    def end(self, method: str, path: str, status: int, began: float) -> None:
        """Write the line."""
        quiet = status < 400 and path.startswith(_QUIET)
        if quiet and not self._tells_all:
            return
        level = logging.WARNING if status >= 500 else logging.DEBUG if quiet else logging.INFO
        if _log.is_enabled_for(level):
            _log.log(
                level,
                "request",
                method=method,
                path=masked_path(path),
                status=status,
                milliseconds=round((time.perf_counter() - began) * 1000, 2),
            )

    async def process_request(self, request: Request, response: Response) -> None:
        """Give the request its id, and the answer as well."""
        request.context.request_id = self.begin(request.get_header("X-Request-ID"))
        request.context.began = time.perf_counter()
        response.set_header("X-Request-ID", request.context.request_id)

    async def process_response(
        self, request: Request, response: Response, resource: Any, req_succeeded: bool
    ) -> None:
        """Write the line."""
        del resource, req_succeeded
        self.end(request.method, request.path, response.status_code, request.context.began)
