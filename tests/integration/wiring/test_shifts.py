"""Reminders and hand-offs from end to end: the server as it is wired, PostgreSQL, a receiver."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.peers.http_sink import HttpSink
from tests.product.installation import configure, settings

from hikeshi_server.inbound.worker.announcer import Announcer
from hikeshi_server.inbound.worker.courier import Courier
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.settings import read_settings

MINUTE = timedelta(minutes=1)


def document(hook: str) -> dict[str, Any]:
    """Ben has handed over to Ana a minute ago, and Cho takes over in an hour."""
    now = datetime.now(UTC)
    turns = (("ben", -60, -1), ("ana", -1, 60), ("cho", 60, 120))
    return {
        "version": 1,
        "users": [
            {
                "key": key,
                "email": f"{key}@example.org",
                "contact_methods": [
                    {"key": "hook", "kind": "webhook", "address": hook, "verified": True}
                ],
            }
            for key, _, _ in turns
        ],
        "schedules": [
            {
                "key": "primary",
                "time_zone": "Asia/Tokyo",
                "layers": [],
                "overrides": [
                    {
                        "start": (now + start * MINUTE).isoformat(),
                        "end": (now + end * MINUTE).isoformat(),
                        "user": key,
                    }
                    for key, start, end in turns
                ],
            }
        ],
    }


async def told(application: Application) -> None:
    """Let two workers look at the shifts at the same moment, then send what is due."""
    (announcer,) = (duty for duty in application.duties if isinstance(duty, Announcer))
    (courier,) = (duty for duty in application.duties if isinstance(duty, Courier))
    other = Announcer(announcer.transactions, announcer.clock, announcer.incidents)
    await asyncio.gather(announcer.run_once(), other.run_once())
    await courier.run_once()
    await courier.stop()


async def test_who_comes_is_told_once(postgres_url: str, data_dir: Path) -> None:
    """Ana of the hand-off, Cho of her shift: signed, and once, whoever looks and however often."""
    async with HttpSink() as sink:
        environment = {
            **settings(postgres_url.replace("postgresql+asyncpg", "postgresql"), port=8080),
            "HIKESHI_DATA_DIR": str(data_dir),
        }
        async with open_application(read_settings(environment), postgres_url) as application:
            await configure(application.parts.transactions, document(sink.url))  # type: ignore[arg-type]
            await told(application)
            await told(application)

    messages = sorted((entry["body"] for entry in sink.requests), key=lambda body: body["type"])
    assert [(body["type"], body["data"]["person"]["name"]) for body in messages] == [
        ("notice.hand_off_summary", "ana"),
        ("notice.shift_reminder", "cho"),
    ]
    assert messages[0]["data"]["facts"]["outgoing"] == ["ben"]
    assert "Nothing is open." in messages[0]["data"]["text"]
