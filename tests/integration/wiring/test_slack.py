"""Slack from end to end: the server as it is wired, PostgreSQL, and a Slack."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from attrs import frozen
from falcon.testing import ASGIConductor
from slack_sdk.signature import SignatureVerifier
from tests.integration.wiring.test_twilio import ANAS, DOCUMENT
from tests.peers.slack_server import TOKEN, SlackServer
from tests.product.installation import configure, settings

from hikeshi.incidents.queries import IncidentFilters
from hikeshi.kernel.paging import PageRequest
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.inbound.worker.outbox_relay import OutboxRelay
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.settings import read_settings

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
SLACK_DOCUMENT = json.loads(json.dumps(DOCUMENT).replace('"sms"', '"slack"').replace(ANAS, "U0ANA"))


@frozen
class Desk:
    """Api and worker of an installation, and the Slack it speaks to."""

    application: Application
    peer: SlackServer
    http: ASGIConductor
    key: str

    async def fire(self) -> None:
        """Let the sender fire."""
        event = {
            "routing_key": self.key,
            "event_action": "trigger",
            "payload": {"summary": "Checkout fails", "source": "db", "severity": "critical"},
        }
        assert (await self.http.simulate_post("/v2/enqueue", json=event)).status_code == 202

    async def work(self) -> None:
        """Let the worker do what is due, until the outcomes are written."""
        for duty in self.application.duties:
            if isinstance(duty, OutboxRelay):
                await duty.run_once()
        for duty in self.application.duties:
            if isinstance(duty, Notifier):
                await duty.run_once()
                await duty.stop()

    async def send(self, path: str, fields: dict[str, str], *, age: int = 0, **changes: str) -> Any:
        """Post a form as Slack signs it; return the answer."""
        body = urlencode(fields)
        timestamp = str(int(time.time()) - age)
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature or "",
            **changes,
        }
        return await self.http.simulate_post(
            f"/integrations/slack/{path}", body=body, headers=headers
        )

    async def press(self, verb: str, **more: Any) -> int:
        """Press a button of the message; return the status."""
        ((_, message),) = self.peer.messages.items()
        button = message["blocks"][-1]["elements"][0]
        payload = {
            "type": "block_actions",
            "user": {"id": "U0ANA"},
            "channel": {"id": "D0ANA"},
            "actions": [{"action_id": f"hikeshi.{verb}", "value": button["value"]}],
        }
        answer = await self.send("interactions", {"payload": json.dumps(payload)}, **more)
        return int(answer.status_code)

    @property
    def shown(self) -> str:
        """What the only message says first."""
        ((_, message),) = self.peer.messages.items()
        return str(message["blocks"][1]["text"]["text"].splitlines()[0])

    async def statuses(self) -> list[str]:
        """The status of each incident, the newest first."""
        queries = PostgresIncidentQueries(Reader(self.application.parts.engine))
        page = await queries.list_page(PageRequest(), IncidentFilters())
        return [incident.status.value for incident in page.items]


@pytest.fixture
async def desk(postgres_url: str, data_dir: Path) -> AsyncIterator[Desk]:
    """Everything, running."""
    async with SlackServer() as peer:
        environment = {
            **settings(postgres_url.replace("postgresql+asyncpg", "postgresql"), port=8080),
            "HIKESHI_DATA_DIR": str(data_dir),
            "HIKESHI_PUBLIC_URL": "https://pager.example.org",
            "HIKESHI_SLACK_BOT_TOKEN": TOKEN,
            "HIKESHI_SLACK_SIGNING_SECRET": SECRET,
            "HIKESHI_SLACK_API_URL": peer.api_url,
        }
        async with open_application(read_settings(environment), postgres_url) as opened:
            keys = await configure(opened.parts.transactions, SLACK_DOCUMENT)  # type: ignore[arg-type]
            async with ASGIConductor(opened.http) as conductor:
                yield Desk(opened, peer, conductor, keys["pd"])


async def test_a_page_is_acknowledged_and_resolved_by_buttons(desk: Desk) -> None:
    """The message changes in place each time; forged, old and repeated presses do nothing."""
    await desk.fire()
    await desk.work()

    assert desk.shown.startswith("You are paged.")
    assert await desk.press("acknowledge", age=301) == 403
    assert await desk.press("acknowledge", **{"X-Slack-Signature": "v0=" + "0" * 64}) == 403
    assert await desk.statuses() == ["triggered"]

    assert await desk.press("acknowledge") == 200
    await desk.work()
    await desk.work()

    assert (desk.shown, await desk.statuses()) == ("Acknowledged by ana.", ["acknowledged"])

    calls = len(desk.peer.calls)
    assert await desk.press("acknowledge") == 200
    await desk.work()

    assert len(desk.peer.calls) == calls

    assert await desk.press("resolve") == 200
    await desk.work()
    await desk.work()

    assert desk.shown.startswith("Resolved:")
    assert await desk.statuses() == ["resolved"]


async def test_an_answer_that_overtakes_the_outcome_changes_the_message_too(desk: Desk) -> None:
    """Somebody presses the button before it is written down that the page has reached them."""
    await desk.fire()
    (notifier,) = (duty for duty in desk.application.duties if isinstance(duty, Notifier))
    await notifier.run_once()
    await notifier.finished()  # Slack has it; its outcome waits to be written with others

    assert await desk.press("acknowledge") == 200
    for _ in range(3):
        await desk.work()

    assert desk.shown == "Acknowledged by ana."
    assert len(desk.peer.messages) == 1


async def test_a_command_opens_one_incident_however_often_it_is_sent(desk: Desk) -> None:
    """A repetition that carries the same trigger gets the same answer."""
    fields = {"text": "page ana hello", "user_id": "U0ANA", "trigger_id": "1.2"}
    said = [(await desk.send("commands", fields)).json["text"] for _ in range(3)]

    assert len(set(said)) == 1
    assert await desk.statuses() == ["triggered"]
