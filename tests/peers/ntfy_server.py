"""An ntfy-compatible server: takes what ntfy takes and refuses what it refuses.

The rules are those of docs.ntfy.sh/publish and of ntfy's server/server.go and server/errors.go:
JSON is published to the root, errors are JSON with a number of their own.
"""

import asyncio
import json
import re
from typing import Any

from tests.peers.http_sink import Fault, HttpSink

_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_MOST_BODY = 2 * 4_096
_NAMES = {"topic", "title", "message", "priority", "tags", "click", "actions", "sequence_id"}


class NtfyServer(HttpSink):
    """Listens on loopback and keeps what was published.

    Args:
        token: Who publishes needs it; nothing = everybody may.
    """

    def __init__(self, *, token: str | None = None) -> None:
        super().__init__()
        self.token = token
        self.published: list[dict[str, Any]] = []

    @property
    def topic_url(self) -> str:
        """Where people subscribe."""
        return f"http://127.0.0.1:{self.port}/ana-pages"

    async def _answer(
        self,
        writer: asyncio.StreamWriter,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
    ) -> bool:
        if self.fault is not Fault.NONE:
            return await super()._answer(writer, method, path, headers, body)
        self.journal.write(method=method, path=path, headers=headers, body=body.decode())
        status, said = self._publish(method, path, headers, body)
        answer = json.dumps(said).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n\r\n"
        writer.write(head.encode() + answer)
        await writer.drain()
        return True

    def _publish(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        if method not in {"POST", "PUT"} or path != "/":
            return _error(404, 40401, "page not found")
        if self.token and headers.get("authorization") != f"Bearer {self.token}":
            return _error(403, 40301, "forbidden")
        if len(body) > _MOST_BODY:
            return _error(413, 41303, "JSON body too large")
        message = json.loads(body)
        if wrong := _wrong(message):
            return _error(400, 40024, wrong)
        self.published.append(message)
        made = {"id": f"message{len(self.published):05}", "time": 1, "event": "message"}
        return 200, {**made, **message}


def _error(status: int, code: int, error: str) -> tuple[int, dict[str, Any]]:
    return status, {"code": code, "http": status, "error": error}


def _wrong(message: dict[str, Any]) -> str:
    """Return what ntfy would not take, or would turn into something else."""
    rules = {
        "unknown fields": set(message) <= _NAMES,
        "topic": _TOPIC.fullmatch(message["topic"]),
        "priority": message["priority"] in range(1, 6),
        "message becomes an attachment": len(message["message"].encode()) <= 4_096,
        "title too long": len(message["title"].encode()) <= 1_024,
        "tags too long": len(",".join(message["tags"]).encode()) <= 512,
        "sequence id": _TOPIC.fullmatch(message["sequence_id"]),
        "actions": len(message["actions"]) <= 3 and all(map(_fits, message["actions"])),
    }
    return next((name for name, fits in rules.items() if not fits), "")


def _fits(action: dict[str, Any]) -> bool:
    return (
        set(action) <= {"action", "label", "url", "method", "headers", "body", "clear"}
        and action["action"] == "http"
        and bool(action["label"])
        and action["url"].startswith(("http://", "https://"))
        and action["method"] in {"GET", "POST", "PUT"}
    )
