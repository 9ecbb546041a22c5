"""A server that speaks Slack's Web API: it checks token, arguments and blocks as Slack does.

Rules and error words are those of docs.slack.dev/reference/methods and …/block-kit; blocks are also
parsed and validated by Slack's own library. An error has status 200 and `ok: false`; only a rate
limit has a status of its own, 429 with `Retry-After`.
"""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.peers.http_sink import Fault, HttpSink

TOKEN = "xoxb-1-2-abc"
APP_TOKEN = "xapp-1-A0-abc"


class SlackServer(HttpSink):
    """A workspace on loopback.

    Attributes:
        members: E-mail address by member ID.
        messages: By channel and time stamp: what people see now.
        whispers: What one member was told alone: channel, member, text.
        errors: What to answer by method, instead of doing it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.members = {"U0ANA": "ana@example.org", "U0BEN": "ben@example.org"}
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.whispers: list[tuple[str, str, str]] = []
        self.errors: dict[str, str] = {}

    @property
    def api_url(self) -> str:
        """Where methods are called."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def calls(self) -> list[str]:
        """Which methods were called, in order."""
        return [entry["path"].removeprefix("/api/") for entry in self.requests]

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
        await self.journal.announce()
        said = self._call(path.removeprefix("/api/"), headers, body)
        answer = json.dumps(said).encode()
        limited = said.get("error") == "ratelimited"
        head = "HTTP/1.1 429 Busy\r\nRetry-After: 30\r\n" if limited else "HTTP/1.1 200 OK\r\n"
        writer.write(f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer)
        await writer.drain()
        return True

    def _call(self, name: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        if name in self.errors:
            return _error(self.errors[name])
        if name == "apps.connections.open":
            return self._open_connection(headers)
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return _error("invalid_auth" if "authorization" in headers else "not_authed")
        form = _fields(headers["content-type"], body)
        if form is None:
            return _error("invalid_post_type")
        return getattr(self, "_" + name.replace(".", "_"))(form)

    def _open_connection(self, headers: dict[str, str]) -> dict[str, Any]:
        """Socket Mode takes an app-level token, and no other (…/methods/apps.connections.open)."""
        fits = headers.get("authorization") == f"Bearer {APP_TOKEN}"
        return {"ok": True, "url": self.socket_url()} if fits else _error("not_allowed_token_type")

    def socket_url(self) -> str:
        """Return where a socket is opened."""
        return "wss://127.0.0.1:1/"

    def _conversations_open(self, form: dict[str, str]) -> dict[str, Any]:
        if form["users"] not in self.members:
            return _error("user_not_found")
        return {"ok": True, "channel": {"id": "D" + form["users"][1:]}}

    def _users_lookupByEmail(self, form: dict[str, str]) -> dict[str, Any]:
        found = [member for member, email in self.members.items() if email == form["email"]]
        return {"ok": True, "user": {"id": found[0]}} if found else _error("users_not_found")

    def _users_info(self, form: dict[str, str]) -> dict[str, Any]:
        if form["user"] not in self.members:
            return _error("user_not_found")
        profile = {"email": self.members[form["user"]]}
        return {"ok": True, "user": {"id": form["user"], "profile": profile}}

    def _chat_postMessage(self, form: dict[str, str]) -> dict[str, Any]:
        if not form["channel"].startswith("D"):
            return _error("channel_not_found")
        if wrong := _wrong(form):
            return _error(wrong)
        thread = form.get("thread_ts")
        if thread and (form["channel"], thread) not in self.messages:
            return _error("thread_not_found")
        ts = f"1700000000.{len(self.messages):06}"
        self.messages[form["channel"], ts] = _message(form)
        return {"ok": True, "channel": form["channel"], "ts": ts}

    def _chat_update(self, form: dict[str, str]) -> dict[str, Any]:
        if (form["channel"], form["ts"]) not in self.messages:
            return _error("message_not_found")
        if wrong := _wrong(form):
            return _error(wrong)
        self.messages[form["channel"], form["ts"]] = _message(form)
        return {"ok": True, "channel": form["channel"], "ts": form["ts"]}

    def _chat_postEphemeral(self, form: dict[str, str]) -> dict[str, Any]:
        self.whispers.append((form["channel"], form["user"], form["text"]))
        return {"ok": True, "message_ts": "1"}


def _fields(content_type: str, body: bytes) -> dict[str, str] | None:
    """Read a form, or JSON as Slack's own client posts it; anything else is no post."""
    if content_type.startswith("application/json"):
        said = json.loads(body)
        return {k: v if isinstance(v, str) else json.dumps(v) for k, v in said.items()}
    if not content_type.startswith("application/x-www-form-urlencoded"):
        return None
    return {key: found[0] for key, found in parse_qs(body.decode(), strict_parsing=True).items()}


def _error(word: str) -> dict[str, Any]:
    return {"ok": False, "error": word}


def _message(form: dict[str, str]) -> dict[str, Any]:
    kept = {name: form[name] for name in ("text", "thread_ts", "reply_broadcast") if name in form}
    return {**kept, "blocks": json.loads(form["blocks"]), "metadata": json.loads(form["metadata"])}


def _wrong(form: dict[str, str]) -> str:
    """Return the word by which Slack refuses the message."""
    blocks = json.loads(form["blocks"])
    if not form["text"]:
        return "no_text"
    if len(blocks) > 50 or not all(_fits(block) and _is_known(block) for block in blocks):
        return "invalid_blocks"
    metadata = json.loads(form["metadata"])
    return "" if set(metadata) == {"event_type", "event_payload"} else "invalid_metadata_format"


def _fits(block: dict[str, Any]) -> bool:
    if block["type"] == "header":
        return _text_fits(block["text"], 150)
    if block["type"] == "section":
        return _text_fits(block["text"], 3_000)
    if block["type"] != "actions" or not 1 <= len(block["elements"]) <= 25:
        return False
    ids = [element["action_id"] for element in block["elements"]]
    return len(set(ids)) == len(ids) and all(map(_button_fits, block["elements"]))


def _is_known(block: dict[str, Any]) -> bool:
    """Say whether Slack's own library reads the block, and finds nothing wrong with it."""
    try:
        parsed = Block.parse(block)
        return parsed is not None and parsed.to_dict()["type"] == block["type"]
    except SlackObjectFormationError:
        return False


def _button_fits(button: dict[str, Any]) -> bool:
    sure = button.get("confirm")
    return (
        button["type"] == "button"
        and len(button["action_id"]) <= 255
        and len(button.get("value", "")) <= 2_000
        and len(button.get("url", "")) <= 3_000
        and button.get("style", "primary") in {"primary", "danger"}
        and _text_fits(button["text"], 75)
        and (sure is None or (_text_fits(sure["title"], 100) and _text_fits(sure["text"], 300)))
        and (sure is None or (_text_fits(sure["confirm"], 30) and _text_fits(sure["deny"], 30)))
    )


def _text_fits(text: dict[str, Any], limit: int) -> bool:
    return text["type"] in {"plain_text", "mrkdwn"} and 1 <= len(text["text"]) <= limit
