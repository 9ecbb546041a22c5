"""Every provider of a campaign in one process, in bad weather: each answer may go wrong.

`python -m tests.chaos.receivers FOLDER --secret whsec_… --people 80` prints where each listens.
Every receiver writes a line into its own log, `webhook.jsonl` and so on, before it answers:

    {"at", "key", "answer", "taken"}

`taken` says that its person is told, whatever the sender hears of it; `answer` what that is: `ok`,
or the fault. SIGUSR1 ends the bad weather.
"""

import argparse
import asyncio
import contextlib
import json
import random
import signal
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
from attrs import define, field, frozen

from tests.peers import http_sink, smtp_sink
from tests.peers.journal import Journal
from tests.peers.ntfy_server import NtfyServer
from tests.peers.slack_server import SlackServer
from tests.peers.twilio import SID, TOKEN, Twilio, sign

#: Returns the idempotency key of the message in a raw entry; nothing where it is no message.
Read = Callable[[Mapping[str, Any]], str | None]


@frozen
class Answer:
    """What a receiver does with a message.

    Args:
        name: What the log calls it.
        fault: What its server does.
        taken: Whether its person is told all the same.
        share: Of a hundred messages.
    """

    name: str
    fault: Any
    taken: bool
    share: int


def _http(*more: Answer) -> tuple[Answer, ...]:
    fault = http_sink.Fault
    return (
        Answer("500", fault.ERROR, taken=False, share=5),
        Answer("429 with Retry-After", fault.BUSY, taken=False, share=4),
        Answer("closed without an answer", fault.DROP, taken=False, share=3),
        Answer("no answer in time", fault.HANG, taken=False, share=1),
        Answer("taken and never confirmed", fault.HANG, taken=True, share=1),
        Answer("closed in the middle of the body", fault.CUT, taken=True, share=3),
        *more,
    )


_SMTP = (
    Answer("451", smtp_sink.Fault.BUSY, taken=False, share=5),
    Answer("450 for the recipient", smtp_sink.Fault.GREYLISTED, taken=False, share=4),
    Answer("taken and never confirmed", smtp_sink.Fault.HANG_DATA, taken=True, share=1),
    Answer("closed without an answer", smtp_sink.Fault.DROP_DATA, taken=True, share=2),
)
_GONE = Answer("410", http_sink.Fault.GONE, taken=False, share=1)
_OK = http_sink.Fault.NONE
_SLACK = (
    Answer("200 with internal_error inside", _OK, taken=False, share=5),
    Answer("200 with channel_not_found inside", _OK, taken=False, share=1),
)
_TWILIO = (
    Answer("500", 500, taken=False, share=5),
    Answer("429 with Retry-After", 429, taken=False, share=4),
    Answer("200 with something else inside", 200, taken=False, share=2),
)
#: What a phone network says afterwards of a hundred messages it took; of the others nothing.
_CONFIRMED, _FAILED = 55, 5


@define
class Weather:
    """Says how each message fares.

    Args:
        slow: Whether receivers may also leave senders without an answer.
    """

    random: random.Random
    slow: bool
    bad: bool = True

    def answer(self, faults: tuple[Answer, ...], fine: Any) -> Answer:
        """Return one of the faults, each as often as it says, or that nothing goes wrong."""
        drawn = self.random.uniform(0, 100)
        for found in faults if self.bad else ():
            if found.name in {"no answer in time", "taken and never confirmed"} and not self.slow:
                continue
            drawn -= found.share
            if drawn < 0:
                return found
        return Answer("ok", fine, taken=True, share=0)


class Log(Journal):
    """Keeps of each raw entry what a recount needs.

    Attributes:
        answer: What the message that is being noted gets.
    """

    def __init__(self, path: Path, read: Read) -> None:
        super().__init__(path)
        self.answer = Answer("ok", None, taken=True, share=0)
        self._read = read

    def write(self, **entry: object) -> None:
        """Note the message."""
        key = self._read(entry)
        if key is not None:
            signed = {"signed": entry["verified"]} if entry.get("verified") is not None else {}
            super().write(key=key, answer=self.answer.name, taken=self.answer.taken, **signed)
            self.entries.clear()  # the file has it; a campaign is long


class _Weathered(http_sink.HttpSink):
    """A receiver each of whose answers may go wrong."""

    journal: Log
    weather: Weather
    faults: tuple[Answer, ...]

    async def _answer(
        self,
        writer: asyncio.StreamWriter,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
    ) -> bool:
        if self._is_message(path):
            self.journal.answer = self.weather.answer(self.faults, http_sink.Fault.NONE)
            self.fault = self.journal.answer.fault
        else:
            self.fault = http_sink.Fault.NONE
        return await super()._answer(writer, method, path, headers, body)

    def _is_message(self, path: str) -> bool:
        del path
        return True


class Webhooks(_Weathered):
    """Takes signed webhooks."""

    faults = _http(_GONE)


class Ntfy(_Weathered, NtfyServer):
    """Takes what ntfy takes."""

    faults = _http()


class Slack(_Weathered, SlackServer):
    """Takes what Slack takes; an error inside has status 200."""

    faults = (*_http(), *_SLACK)

    def _is_message(self, path: str) -> bool:
        return path == "/api/chat.postMessage"

    def _call(self, name: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        inside = self.journal.answer.name.removesuffix(" inside").removeprefix("200 with ")
        if name == "chat.postMessage" and inside != self.journal.answer.name:
            return {"ok": False, "error": inside}
        return super()._call(name, headers, body)


class Mails(smtp_sink.SmtpSink):
    """Takes mails."""

    journal: Log
    weather: Weather

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, *more: Any) -> str:
        """Decide here how the mail fares: one at a time, whatever the others do."""
        envelope.weather = self.weather.answer(_SMTP, smtp_sink.Fault.NONE)
        self.fault = envelope.weather.fault
        return await super().handle_RCPT(server, session, envelope, *more)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take it, or not."""
        self.journal.answer = envelope.weather
        self.fault = envelope.weather.fault
        return await super().handle_DATA(server, session, envelope)


class Phones(Twilio):
    """Takes text messages; some it confirms, some it fails with, of most it never speaks again."""

    journal: Log
    weather: Weather

    def __init__(self) -> None:
        super().__init__()
        self.calling_back: set[asyncio.Task[None]] = set()

    def _answer(
        self, request_line: str, headers: Mapping[str, str], body: str
    ) -> tuple[int, str, list[str]]:
        found = self.journal.answer = self.weather.answer(_TWILIO, 201)
        status, text, more = super()._answer(request_line, headers, body)
        if found.fault == 200:
            return 200, "<html>It works!</html>", []
        if found.fault != 201:
            said = json.dumps({"code": 20000 + found.fault, "message": "not now", "status": 1})
            return found.fault, said, ["Retry-After: 3"]
        if status == 201:
            self._call_back(body, json.loads(text)["sid"])
        return status, text, more

    def _call_back(self, body: str, sid: str) -> None:
        drawn = self.weather.random.uniform(0, 100)
        if drawn >= _CONFIRMED + _FAILED:
            return
        state = "delivered" if drawn < _CONFIRMED else "undelivered"
        url = parse_qs(body)["StatusCallback"][0]
        task = asyncio.create_task(_post_status(url, sid, state))
        self.calling_back.add(task)
        task.add_done_callback(self.calling_back.discard)


async def _post_status(url: str, sid: str, state: str) -> None:
    """Say what became of a message, as often as it takes; then once more, as networks do."""
    form = {"MessageSid": sid, "MessageStatus": state, "AccountSid": SID}
    headers = {"X-Twilio-Signature": sign(url, form, TOKEN)}
    left = 2
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while left:
            with contextlib.suppress(httpx.HTTPError):
                left -= (await client.post(url, data=form, headers=headers)).status_code == 204
            await asyncio.sleep(1)


def _of_webhook(entry: Mapping[str, Any]) -> str | None:
    return entry["headers"].get("webhook-id")


def _of_ntfy(entry: Mapping[str, Any]) -> str | None:
    body = entry["body"]
    return (json.loads(body) if isinstance(body, str) else body)["sequence_id"]


def _of_slack(entry: Mapping[str, Any]) -> str | None:
    if entry["path"] != "/api/chat.postMessage":
        return None
    metadata = json.loads(parse_qs(entry["body"])["metadata"][0])
    return metadata["event_payload"]["notification_id"]


def _of_mail(entry: Mapping[str, Any]) -> str | None:
    return entry["headers"]["message-id"].strip("<>").partition("@")[0]


def _of_phone(entry: Mapping[str, Any]) -> str | None:
    return entry["token"]


@define
class Receivers:
    """All of them, and where they listen."""

    folder: Path
    weather: Weather
    webhooks: Webhooks
    ntfy: Ntfy
    slack: Slack = field(factory=Slack)
    mails: Mails = field(factory=Mails)
    phones: Phones = field(factory=Phones)

    def prepare(self, people: int) -> None:
        """Give each its log and its weather, and let Slack know everybody."""
        read: dict[str, tuple[Any, Read]] = {
            "webhook": (self.webhooks, _of_webhook),
            "ntfy": (self.ntfy, _of_ntfy),
            "slack": (self.slack, _of_slack),
            "email": (self.mails, _of_mail),
            "sms": (self.phones, _of_phone),
        }
        for name, (receiver, reading) in read.items():
            receiver.journal = Log(self.folder / f"{name}.jsonl", reading)
            receiver.weather = self.weather
        self.slack.members = {f"U{number:04}": f"{number}@example.org" for number in range(people)}

    def addresses(self) -> dict[str, str]:
        """Return where each listens."""
        return {
            "webhook": self.webhooks.url,
            "ntfy": f"http://127.0.0.1:{self.ntfy.port}",
            "slack": f"http://127.0.0.1:{self.slack.port}/api",
            "email": self.mails.url,
            "sms": self.phones.url,
        }


async def _run(arguments: argparse.Namespace) -> None:
    weather = Weather(random.Random(arguments.seed), arguments.slow)
    receivers = Receivers(arguments.folder, weather, Webhooks(secret=arguments.secret), Ntfy())
    receivers.prepare(arguments.people)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, lambda: setattr(weather, "bad", False))
    async with AsyncExitStack() as stack:
        for receiver in (receivers.webhooks, receivers.ntfy, receivers.slack):
            await stack.enter_async_context(receiver)
        await stack.enter_async_context(receivers.mails)
        await stack.enter_async_context(receivers.phones)
        print(json.dumps(receivers.addresses()), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--secret")
    parser.add_argument("--people", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", action="store_true", help="also leave senders without an answer")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))
