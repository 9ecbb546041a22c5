"""A mail server, a server of ntfy topics and Twilio in one process, which take whatever comes.

`python -m tests.storm.receivers FOLDER` prints where each listens. Each writes a line into its own
log before it answers: `email.jsonl`, `ntfy.jsonl`, `sms.jsonl`.
"""

import argparse
import asyncio
import contextlib
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from tests.peers.journal import Journal
from tests.peers.ntfy_server import NtfyServer
from tests.peers.smtp_sink import SmtpSink
from tests.peers.twilio import Twilio

#: What is kept of an entry: all that was said, once.
_KEPT = {
    "email": ("taken", "recipients", "headers", "text"),
    "ntfy": ("body",),
    "sms": ("form", "token", "faults", "sid"),
}
_HEADERS = ("message-id", "subject")


class Log(Journal):
    """Writes what a receiver was told."""

    def __init__(self, folder: Path, kind: str) -> None:
        super().__init__(folder / f"{kind}.jsonl")
        self._kept = _KEPT[kind]

    def write(self, **entry: object) -> None:
        """Note a message."""
        kept: dict[str, Any] = {name: entry[name] for name in self._kept}
        if isinstance(headers := kept.get("headers"), Mapping):
            kept["headers"] = {name: headers[name] for name in _HEADERS}
        super().write(**kept)
        self.entries.clear()  # the file has it


async def _run(folder: Path) -> None:
    mails, topics, phones = SmtpSink(), NtfyServer(), Twilio()
    mails.journal, topics.journal = Log(folder, "email"), Log(folder, "ntfy")
    phones.journal = Log(folder, "sms")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(mails)
        await stack.enter_async_context(topics)
        await stack.enter_async_context(phones)
        listening = {
            "email": mails.url,
            "ntfy": f"http://127.0.0.1:{topics.port}",
            "sms": phones.url,
        }
        print(json.dumps(listening), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args().folder))
