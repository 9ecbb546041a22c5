"""A phone network in bad weather: text messages and calls, and what is said of them afterwards."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx

from tests.chaos.weather import TWILIO, Log, Said, Weather
from tests.peers.journal import Journal
from tests.peers.twilio import SID, TOKEN, Twilio, sign

#: What becomes of a hundred messages or calls it took, in order; of the others it never speaks.
_AFTERWARDS = {
    "Messages": (("delivered", "", 55), ("undelivered", "", 5)),
    "Calls": (
        ("completed", "human", 40),
        ("no-answer", "", 8),
        ("busy", "", 4),
        ("completed", "machine_start", 4),
    ),
}


class PhoneLog(Journal):
    """Keeps text messages and calls apart.

    Attributes:
        logs: By Twilio's name of what was made.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.logs = {
            "Messages": Log(folder / "sms.jsonl", _of_message),
            "Calls": Log(folder / "voice.jsonl", _of_call),
        }

    def write(self, **entry: object) -> None:
        """Note it in its place."""
        self.logs[str(entry["resource"])].write(**entry)


def _of_message(entry: Mapping[str, Any]) -> Said:
    return Said(entry["token"], entry["form"].get("Body", ""))


def _of_call(entry: Mapping[str, Any]) -> Said:
    return Said(entry["token"])  # what it says is asked for when somebody takes it


class Phones(Twilio):
    """Takes text messages and calls; some it confirms, some it fails with, of many it never speaks
    again."""

    journal: PhoneLog
    weather: Weather

    def __init__(self) -> None:
        super().__init__()
        self.calling_back: set[asyncio.Task[None]] = set()

    def _answer(
        self, request_line: str, headers: Mapping[str, str], body: str
    ) -> tuple[int, str, list[str]]:
        found = self.weather.answer(TWILIO, 201)
        for log in self.journal.logs.values():
            log.answer = found
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
        form = {name: found[0] for name, found in parse_qs(body).items()}
        resource = "Messages" if "Body" in form else "Calls"
        drawn = self.weather.random.uniform(0, 100)
        for state, by, share in _AFTERWARDS[resource]:
            drawn -= share
            if drawn < 0:
                task = asyncio.create_task(
                    _post_status(form["StatusCallback"], _told(resource, sid, state, by))
                )
                self.calling_back.add(task)
                task.add_done_callback(self.calling_back.discard)
                return


def _told(resource: str, sid: str, state: str, by: str) -> dict[str, str]:
    name = resource.removesuffix("s")
    answered = {"AnsweredBy": by} if by else {}
    return {f"{name}Sid": sid, f"{name}Status": state, "AccountSid": SID, **answered}


async def _post_status(url: str, form: Mapping[str, str]) -> None:
    """Say what became of it, as often as it takes; then once more, as networks do."""
    headers = {"X-Twilio-Signature": sign(url, form, TOKEN)}
    left = 2
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while left:
            with contextlib.suppress(httpx.HTTPError):
                posted = await client.post(url, data=dict(form), headers=headers)
                left -= posted.status_code == 204
            await asyncio.sleep(1)
