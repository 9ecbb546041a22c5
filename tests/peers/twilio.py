"""Twilio on the wire: checks what comes, and signs what it posts, as Twilio's library does.

Numbers mean what Twilio's test numbers mean (twilio.com/docs/iam/test-credentials), and a few
more: see `_ERRORS`.
"""

import asyncio
import base64
import contextlib
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from tests.peers.journal import Journal

SID = "AC" + "0123456789abcdef" * 2
TOKEN = "f0" * 16
NUMBER = "+15005550006"
INVALID, UNSUBSCRIBED, NO_MOBILE = "+15005550001", "+15005550004", "+15005550009"
BUSY, BROKEN, NONSENSE = "+15005550101", "+15005550102", "+15005550103"
#: Status, code and message for a number.
_ERRORS = {
    INVALID: (400, 21211, "The 'To' number is not a valid phone number."),
    UNSUBSCRIBED: (400, 21610, "Attempt to send to unsubscribed recipient"),
    NO_MOBILE: (400, 21614, "'To' number is not a valid mobile number"),
    BUSY: (429, 20429, "Too Many Requests"),
    BROKEN: (500, 20500, "Internal server error"),
}
#: Of a second account.
OTHER_SID, OTHER_TOKEN, OTHER_NUMBER = "AC" + "fedcba9876543210" * 2, "0e" * 16, "+15005550007"


class Fault(StrEnum):
    """What goes wrong with every request, whatever the number."""

    NONE = "none"
    ERROR = "error"  # 500
    BUSY = "busy"  # 429 with Retry-After
    GATEWAY = "gateway"  # 504: nobody knows
    DENIED = "denied"  # 401
    CUT = "cut"  # takes the message and closes in the middle of its answer


_FAULTS = {
    Fault.ERROR: (500, 20500, "Internal server error"),
    Fault.BUSY: (429, 20429, "Too Many Requests"),
    Fault.GATEWAY: (504, 20504, "Gateway Timeout"),
    Fault.DENIED: (401, 20003, "Authenticate"),
}
_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")
_MOST_CHARACTERS = 1600
_FIELDS = {
    "Messages": {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"},
    "Calls": {
        "To",
        "From",
        "Url",
        "Twiml",
        "Method",
        "StatusCallback",
        "StatusCallbackEvent",
        "StatusCallbackMethod",
        "MachineDetection",
        "Timeout",
    },
}


def sign(url: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    """Return the header Twilio would send, as its own library makes it."""
    return RequestValidator(token).compute_signature(url, dict(form))


class Twilio:
    """Listens on loopback and answers as the REST API does."""

    def __init__(self, sid: str = SID, token: str = TOKEN) -> None:
        self.sid, self.token = sid, token
        self.journal = Journal()
        self.port = 0
        self.hangs = False
        self.fault = Fault.NONE
        #: While it is not set, requests are taken and not answered.
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.at_once, self.most_at_once = 0, 0
        self._sids: dict[str, str] = {}
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What HIKESHI_TWILIO_API_URL says."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[dict[str, Any]]:
        """What came, oldest first: resource, form, token, faults, sid."""
        return self.journal.entries

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while True:
                    await self._one_request(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _one_request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request_line, *lines = head.strip().split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        status, answer, more = self._answer(request_line, headers, body.decode())
        await self.journal.announce()
        if self.hangs:
            await asyncio.Event().wait()
        await self.may_answer.wait()
        self.at_once -= 1
        text = answer.encode()
        lines = [f"HTTP/1.1 {status} Answer", f"Content-Length: {len(text)}", *more]
        cut = self.fault is Fault.CUT
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + text[: 9 if cut else None])
        await writer.drain()
        if cut:
            raise ConnectionAbortedError

    def _answer(
        self, request_line: str, headers: Mapping[str, str], body: str
    ) -> tuple[int, str, list[str]]:
        found = re.fullmatch(
            rf"POST /2010-04-01/Accounts/{self.sid}/(Messages|Calls)\.json HTTP/1\.1", request_line
        )
        if found is None:
            return 404, _error(404, 20404, "The requested resource was not found"), []
        login = base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        if headers.get("authorization") != f"Basic {login}":
            return 401, _error(401, 20003, "Authenticate"), []
        form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        faults = _faults(found[1], form, headers)
        token = headers.get("i-twilio-idempotency-token", "")
        entry = {"resource": found[1], "form": form, "token": token, "faults": faults}
        to = form.get("To", "")
        if faults or to in _ERRORS or self.fault in _FAULTS:
            self.journal.write(**entry, sid=None)
            usual = _FAULTS.get(self.fault, (400, 21602, "; ".join(faults)))
            status, code, message = _ERRORS.get(to, usual)
            return status, _error(status, code, message), ["Retry-After: 7"] * (status == 429)
        if to == NONSENSE:
            self.journal.write(**entry, sid=None)
            return 200, "<html>It works!</html>", []
        prefix = "SM" if found[1] == "Messages" else "CA"
        sid = self._sids.setdefault(token, prefix + f"{len(self._sids) + 1:032x}")
        self.journal.write(**entry, sid=sid)
        return 201, json.dumps({"sid": sid, "status": "queued", "error_code": None}), []


def _faults(resource: str, form: Mapping[str, str], headers: Mapping[str, str]) -> list[str]:
    faults = [f"{name} is no parameter" for name in form.keys() - _FIELDS[resource]]
    if headers.get("content-type") != "application/x-www-form-urlencoded":
        faults.append("this is no form")
    if not _NUMBER.fullmatch(form.get("To", "")):
        faults.append("To is no number")
    if ("From" in form) == ("MessagingServiceSid" in form):
        faults.append("either From or MessagingServiceSid")
    if "StatusCallback" in form and not urlsplit(form["StatusCallback"]).netloc:
        faults.append("StatusCallback is no URL")
    if resource == "Messages" and not 0 < len(form.get("Body", "")) <= _MOST_CHARACTERS:
        faults.append("Body has to be 1 to 1600 characters")
    if resource == "Calls" and not _says_something(form):
        faults.append("either Url or Twiml")
    return faults


def _says_something(form: Mapping[str, str]) -> bool:
    if "Twiml" in form:
        return "Url" not in form and form["Twiml"].startswith("<Response>")
    return bool(urlsplit(form.get("Url", "")).netloc)


def _error(status: int, code: int, message: str) -> str:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json.dumps({"code": code, "message": message, "more_info": more, "status": status})
