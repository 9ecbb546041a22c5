"""Every provider of a campaign in one process, in bad weather: each answer may go wrong.

`python -m tests.chaos.receivers FOLDER --secret whsec_… --people 80` prints where each listens, and
the keys of the one browser that reads every push. Each writes its own log (tests/chaos/weather.py):
`webhook.jsonl` and so on. SIGUSR1 ends the bad weather.
"""

import argparse
import asyncio
import contextlib
import json
import random
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from attrs import define, field

from tests.chaos.phones import PhoneLog, Phones
from tests.chaos.weather import (
    GONE,
    NTFY,
    SLACK,
    SMTP,
    Answer,
    Log,
    Read,
    Said,
    Weather,
    http_faults,
)
from tests.peers import http_sink, smtp_sink
from tests.peers.ntfy_server import NtfyServer
from tests.peers.push_service import PushService
from tests.peers.slack_server import SlackServer


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

    faults = http_faults(GONE)


class Ntfy(_Weathered, NtfyServer):
    """Takes what ntfy takes."""

    faults = (*http_faults(), *NTFY)

    def _publish(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        if self.journal.answer in NTFY:
            return 200, {"event": "open"}  # something that speaks JSON, and is no ntfy server
        return super()._publish(method, path, headers, body)


class Pushes(_Weathered, PushService):
    """Takes what push services take, for one browser everybody uses.

    Attributes:
        pushed: What the browser reads of the message that is being noted.
    """

    faults = http_faults()

    def __init__(self) -> None:
        super().__init__("")
        self.pushed: dict[str, Any] = {}

    async def _answer(
        self,
        writer: asyncio.StreamWriter,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
    ) -> bool:
        self.pushed = json.loads(self.browser.read(body))
        self.messages.clear()  # the log has them
        return await super()._answer(writer, method, path, headers, body)

    def _refused(self, authorization: str) -> int | None:
        self.key = self.key or authorization.rpartition("k=")[2]  # of the first who pushes
        return super()._refused(authorization)

    def told(self, entry: Mapping[str, Any]) -> Said:
        """Return what the message that is being noted says."""
        del entry  # it is encrypted there
        return Said(self.pushed["id"], f"{self.pushed['title']}\n{self.pushed['body']}")


class Slack(_Weathered, SlackServer):
    """Takes what Slack takes; an error inside has status 200."""

    faults = (*http_faults(), *SLACK)

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
        envelope.weather = self.weather.answer(SMTP, smtp_sink.Fault.NONE)
        self.fault = envelope.weather.fault
        return await super().handle_RCPT(server, session, envelope, *more)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take it, or not."""
        self.journal.answer = envelope.weather
        self.fault = envelope.weather.fault
        return await super().handle_DATA(server, session, envelope)


def _of_webhook(entry: Mapping[str, Any]) -> Said | None:
    key = entry["headers"].get("webhook-id")
    return Said(key, json.dumps(entry["body"])) if key else None


def _of_ntfy(entry: Mapping[str, Any]) -> Said:
    body = entry["body"]
    found = json.loads(body) if isinstance(body, str) else body
    return Said(found["sequence_id"], f"{found['title']}\n{found['message']}")


def _of_slack(entry: Mapping[str, Any]) -> Said | None:
    if entry["path"] != "/api/chat.postMessage":
        return None
    form = parse_qs(entry["body"])
    sent = json.loads(form["metadata"][0])["event_payload"]
    key = sent.get("notification_id") or sent["notice_id"]
    return Said(key, f"{form['text'][0]}\n{form['blocks'][0]}")


def _of_mail(entry: Mapping[str, Any]) -> Said:
    headers = entry["headers"]
    key = headers["message-id"].strip("<>").partition("@")[0]
    return Said(key, f"{headers['subject']}\n{entry['text']}")


@define
class Receivers:
    """All of them, and where they listen."""

    folder: Path
    weather: Weather
    webhooks: Webhooks
    ntfy: Ntfy
    pushes: Pushes = field(factory=Pushes)
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
            "web_push": (self.pushes, self.pushes.told),
        }
        for name, (receiver, reading) in read.items():
            receiver.journal = Log(self.folder / f"{name}.jsonl", reading)
            receiver.weather = self.weather
        self.phones.journal, self.phones.weather = PhoneLog(self.folder), self.weather
        self.slack.members = {f"U{number:04}": f"{number}@example.org" for number in range(people)}

    def addresses(self) -> dict[str, str]:
        """Return where each listens, and the keys of the browser."""
        return {
            "webhook": self.webhooks.url,
            "ntfy": f"http://127.0.0.1:{self.ntfy.port}",
            "slack": f"http://127.0.0.1:{self.slack.port}/api",
            "email": self.mails.url,
            "sms": self.phones.url,
            "web_push": f"http://127.0.0.1:{self.pushes.port}/wpush/v2",
            "browser": self.pushes.browser.secret,
        }


async def _run(arguments: argparse.Namespace) -> None:
    weather = Weather(random.Random(arguments.seed), arguments.slow)
    receivers = Receivers(arguments.folder, weather, Webhooks(secret=arguments.secret), Ntfy())
    receivers.prepare(arguments.people)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, lambda: setattr(weather, "bad", False))
    async with AsyncExitStack() as stack:
        for receiver in (receivers.webhooks, receivers.ntfy, receivers.slack, receivers.pushes):
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
