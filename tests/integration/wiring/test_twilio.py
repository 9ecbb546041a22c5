"""Text messages from end to end: the server as it is wired, PostgreSQL, and a Twilio."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest
from falcon.testing import ASGIConductor
from tests.peers import twilio
from tests.product.installation import configure, settings

from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.settings import read_settings

PUBLIC_URL = "https://pager.example.org"
ANAS = "+4915112345678"
DOCUMENT = {
    "version": 1,
    "users": [
        {
            "key": "ana",
            "email": "ana@example.org",
            "contact_methods": [{"key": "phone", "kind": "sms", "address": ANAS, "verified": True}],
            "notification_rules": [
                {"urgency": "high", "delay_seconds": 0, "contact_method": "phone"}
            ],
        }
    ],
    "teams": [{"key": "sre", "members": [{"user": "ana"}]}],
    "escalation_policies": [
        {
            "key": "default",
            "team": "sre",
            "steps": [{"delay_seconds": 300, "targets": [{"kind": "user", "key": "ana"}]}],
        }
    ],
    "services": [{"key": "api", "team": "sre", "escalation_policy": "default"}],
    "integrations": [{"name": "pd", "kind": "pagerduty", "service": "api"}],
}


@pytest.fixture
async def peer() -> AsyncIterator[twilio.Twilio]:
    """A running Twilio."""
    async with twilio.Twilio() as running:
        yield running


@pytest.fixture
async def application(
    postgres_url: str, peer: twilio.Twilio, data_dir: Path
) -> AsyncIterator[Application]:
    """The server as it is wired."""
    environment = {
        **settings(postgres_url.replace("postgresql+asyncpg", "postgresql"), port=8080),
        "HIKESHI_DATA_DIR": str(data_dir),
        "HIKESHI_PUBLIC_URL": PUBLIC_URL,
        "HIKESHI_TWILIO_API_URL": peer.url,
        "HIKESHI_TWILIO_ACCOUNT_SID": twilio.SID,
        "HIKESHI_TWILIO_AUTH_TOKEN": twilio.TOKEN,
        "HIKESHI_TWILIO_FROM": twilio.NUMBER,
    }
    async with open_application(read_settings(environment), postgres_url) as opened:
        yield opened


async def test_a_page_is_sent_delivered_and_acknowledged_by_reply(
    application: Application, peer: twilio.Twilio
) -> None:
    """Signal, message, receipt, reply: what Twilio signs over the public address is believed."""
    keys = await configure(application.parts.transactions, DOCUMENT)  # type: ignore[arg-type]
    event = {
        "routing_key": keys["pd"],
        "event_action": "trigger",
        "payload": {"summary": "Checkout fails", "source": "db", "severity": "critical"},
    }
    (notifier,) = (duty for duty in application.duties if isinstance(duty, Notifier))
    async with ASGIConductor(application.http) as conductor:

        async def post(path: str, form: dict[str, str]) -> str:
            path, _, query = path.partition("?")
            url = f"{PUBLIC_URL}{path}" + (f"?{query}" if query else "")
            answer = await conductor.simulate_post(
                path,
                query_string=query,
                body=urlencode(form),
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "X-Twilio-Signature": twilio.sign(url, form),
                },
            )
            assert answer.status_code in {200, 204}, answer.text
            return str(answer.text)

        assert (await conductor.simulate_post("/v2/enqueue", json=event)).status_code == 202
        await notifier.run_once()
        await notifier.finished()
        await notifier.stop()
        (request,) = peer.requests
        callback = request["form"]["StatusCallback"].removeprefix(PUBLIC_URL)
        await post(callback, {"MessageSid": request["sid"], "MessageStatus": "delivered"})
        reply = {"MessageSid": "SM1", "From": ANAS, "To": twilio.NUMBER, "Body": "A1"}
        assert "#1: acknowledged." in await post("/integrations/twilio/sms", reply)
        assert "<Message>" not in await post("/integrations/twilio/sms", reply)

    told_id = NotificationId(UUID(request["token"]))
    found = await application.parts.transactions.run(
        lambda work: work.notifications.get_many([told_id])
    )
    told = found[told_id]
    statuses = await application.parts.transactions.run(
        lambda work: work.incidents.statuses([told.incident_id])
    )
    assert told.outcome is Outcome.DELIVERED
    assert statuses == {told.incident_id: IncidentStatus.ACKNOWLEDGED}
