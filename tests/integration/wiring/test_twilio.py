"""Text messages and calls from end to end: the server as it is wired, PostgreSQL, and a Twilio."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from attrs import frozen
from falcon.testing import ASGIConductor
from tests.peers import twilio
from tests.product.installation import configure, settings

from hikeshi.flow.explanation import ExplainIncident
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.inbound.worker.outbox_relay import OutboxRelay
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.providers.breakers import MOST_FAILURES
from hikeshi_server.outbound.providers.gate import Gates
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.resting import provider_rests, telling
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


def environment_of(postgres_url: str, peer: twilio.Twilio, data_dir: Path) -> dict[str, str]:
    """Return the settings of a server that speaks to that Twilio."""
    return {
        **settings(postgres_url.replace("postgresql+asyncpg", "postgresql"), port=8080),
        "HIKESHI_DATA_DIR": str(data_dir),
        "HIKESHI_PUBLIC_URL": PUBLIC_URL,
        "HIKESHI_TWILIO_API_URL": peer.url,
        "HIKESHI_TWILIO_ACCOUNT_SID": twilio.SID,
        "HIKESHI_TWILIO_AUTH_TOKEN": twilio.TOKEN,
        "HIKESHI_TWILIO_FROM": twilio.NUMBER,
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
    environment = environment_of(postgres_url, peer, data_dir)
    async with open_application(read_settings(environment), postgres_url) as opened:
        yield opened


@pytest.fixture
async def other() -> AsyncIterator[twilio.Twilio]:
    """A running Twilio of another account."""
    async with twilio.Twilio(twilio.OTHER_SID, twilio.OTHER_TOKEN) as running:
        yield running


@pytest.fixture
async def with_both(
    postgres_url: str, peer: twilio.Twilio, other: twilio.Twilio, data_dir: Path
) -> AsyncIterator[Application]:
    """The server as it is wired, with a second account."""
    environment = {
        **environment_of(postgres_url, peer, data_dir),
        "HIKESHI_TWILIO_2_API_URL": other.url,
        "HIKESHI_TWILIO_2_ACCOUNT_SID": other.sid,
        "HIKESHI_TWILIO_2_AUTH_TOKEN": other.token,
        "HIKESHI_TWILIO_2_FROM": twilio.OTHER_NUMBER,
    }
    async with open_application(read_settings(environment), postgres_url) as opened:
        yield opened


@frozen
class Desk:
    """Api and worker of an installation, and the Twilio it speaks to."""

    application: Application
    peer: twilio.Twilio
    http: ASGIConductor

    async def fire(self, document: Any) -> None:
        """Configure, let the sender fire and the worker send, until the outcome is written."""
        keys = await configure(self.application.parts.transactions, document)  # type: ignore[arg-type]
        event = {
            "routing_key": keys["pd"],
            "event_action": "trigger",
            "payload": {"summary": "Checkout fails", "source": "db", "severity": "critical"},
        }
        assert (await self.http.simulate_post("/v2/enqueue", json=event)).status_code == 202
        (notifier,) = (duty for duty in self.application.duties if isinstance(duty, Notifier))
        await notifier.run_once()
        await notifier.stop()

    async def relay(self) -> None:
        """Let the worker do what follows after commits."""
        for duty in self.application.duties:
            if isinstance(duty, OutboxRelay):
                await duty.run_once()

    async def post(
        self, address: str, form: dict[str, str], *, status: int = 0, token: str = twilio.TOKEN
    ) -> str:
        """Post a form as an account signs it; return the answer.

        Args:
            token: The account's; with 403 expected of the first one nothing is signed.
        """
        form = {"AccountSid": twilio.SID, **form}
        path, _, query = address.removeprefix(PUBLIC_URL).partition("?")
        url = f"{PUBLIC_URL}{path}" + (f"?{query}" if query else "")
        answer = await self.http.simulate_post(
            path,
            query_string=query,
            body=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": "bm8="
                if (status, token) == (403, twilio.TOKEN)
                else twilio.sign(url, form, token),
            },
        )
        assert answer.status_code in ({status} if status else {200, 204}), answer.text
        return str(answer.text)

    async def told(self) -> Notification:
        """The only notification."""
        told_id = NotificationId(UUID(self.peer.requests[0]["token"]))
        found = await self.application.parts.transactions.run(
            lambda work: work.notifications.get_many([told_id])
        )
        return found[told_id]

    async def incident(self) -> Incident:
        """The only incident."""
        about = (await self.told()).incident_id
        found = await self.application.parts.transactions.run(
            lambda work: work.incidents.get_many([about])
        )
        return found[about]


@pytest.fixture
async def desk(application: Application, peer: twilio.Twilio) -> AsyncIterator[Desk]:
    """Everything, running."""
    async with ASGIConductor(application.http) as conductor:
        yield Desk(application, peer, conductor)


async def test_a_page_is_sent_delivered_and_acknowledged_by_reply(desk: Desk) -> None:
    """Signal, message, receipt, reply: what Twilio signs over the public address is believed."""
    await desk.fire(DOCUMENT)
    (request,) = desk.peer.requests
    callback = request["form"]["StatusCallback"]
    await desk.post(callback, {"MessageSid": request["sid"], "MessageStatus": "delivered"})
    reply = {"MessageSid": "SM1", "From": ANAS, "To": twilio.NUMBER, "Body": "A1"}

    assert "#1: acknowledged." in await desk.post("/integrations/twilio/sms", reply)
    assert "<Message>" not in await desk.post("/integrations/twilio/sms", reply)
    assert (await desk.told()).outcome is Outcome.DELIVERED
    assert (await desk.incident()).status is IncidentStatus.ACKNOWLEDGED


async def test_a_receipt_waits_for_whoever_is_changing_the_incident(desk: Desk) -> None:
    """Twilio tells it once and is answered; it is written as soon as the incident is free."""
    await desk.fire(DOCUMENT)
    (request,) = desk.peer.requests
    about = (await desk.told()).incident_id

    async def slowly(work: Work) -> None:
        await work.incidents.lock_many([about])
        said = {"MessageSid": request["sid"], "MessageStatus": "delivered"}
        await desk.post(request["form"]["StatusCallback"], said)
        assert (await desk.told()).outcome is Outcome.ACCEPTED

    await desk.application.parts.transactions.run(slowly)
    await desk.relay()

    assert (await desk.told()).outcome is Outcome.DELIVERED


async def test_a_call_is_answered_by_a_key(desk: Desk) -> None:
    """It says the page to a person, a key acknowledges once, and what is forged does nothing."""
    await desk.fire(json.loads(json.dumps(DOCUMENT).replace('"sms"', '"voice"')))
    (request,) = desk.peer.requests
    url = request["form"]["Url"]
    call = {"CallSid": request["sid"], "CallStatus": "in-progress", "AnsweredBy": "human"}

    assert "Checkout fails" in await desk.post(url, call)
    await desk.post(url, {**call, "Digits": "4"}, status=403)
    await desk.post(url.rsplit("/", 1)[0] + "/forged", {**call, "Digits": "4"}, status=403)
    assert (await desk.incident()).status is IncidentStatus.TRIGGERED

    said = [await desk.post(url, {**call, "Digits": "4"}) for _ in range(2)]
    taken = await desk.incident()
    await desk.post(request["form"]["StatusCallback"], {**call, "CallStatus": "completed"})

    assert "is acknowledged" in said[0]
    assert said[0] == said[1]
    assert taken.status is IncidentStatus.ACKNOWLEDGED
    assert (await desk.incident(), (await desk.told()).outcome) == (taken, Outcome.DELIVERED)
    assert "needs nothing from you any more" in await desk.post(url, call)


async def test_a_provider_that_rests_at_a_worker_is_named_by_those_that_send_nothing(
    with_both: Application,
) -> None:
    """The API alone has asked nobody: it reads what the worker says, for `/readyz` and metrics."""
    (told,) = (duty for duty in with_both.duties if duty.name == "providers")
    await told.run_once()
    await provider_rests(with_both.parts).tell("a-worker", ["twilio", "webhook at a.example.org"])
    for duty in with_both.watches:
        await duty.run_once()
    async with ASGIConductor(with_both.http) as conductor:
        found = (await conductor.simulate_get("/readyz")).json["dependencies"]["providers"]
        metrics = (await conductor.simulate_get("/metrics")).text

    said = "a worker says that twilio, webhook at a.example.org failed again and again"
    assert found == {"state": "degraded", "detail": f"{said}; paging goes on without it"}
    assert 'hikeshi_provider_down{provider="twilio"} 1.0' in metrics
    assert 'hikeshi_provider_down{provider="twilio-2"} 0.0' in metrics
    assert "a.example.org" not in metrics


async def test_what_rests_here_is_told_until_it_does_not(with_both: Application) -> None:
    """Failures in a row at this worker are written, and that they ended is, too."""
    rests, clock = provider_rests(with_both.parts), with_both.parts.clock
    gates = Gates(clock, Outages("providers"), with_both.parts.limits)
    breaker, tell = gates.of("smtp").breaker, telling(with_both.parts, gates, "one")

    async def fail() -> DeliveryReport:
        return DeliveryReport(outcome=Outcome.RETRYABLE, evidence={"sent": "no"})

    await tell()
    for _ in range(MOST_FAILURES):
        await breaker.guard(fail)
    await tell()
    assert await rests.resting() == ("smtp",)
    breaker.troubles.end("smtp")
    await tell()
    assert await rests.resting() == ()


async def test_a_second_account_stands_in_and_is_believed(
    with_both: Application, peer: twilio.Twilio, other: twilio.Twilio
) -> None:
    """The first is down: the second brings the page, and what its token signs is taken in."""
    peer.fault = twilio.Fault.ERROR
    async with ASGIConductor(with_both.http) as conductor:
        desk = Desk(with_both, peer, conductor)
        await desk.fire(DOCUMENT)
        (request,) = other.requests
        callback, by = request["form"]["StatusCallback"], twilio.OTHER_TOKEN
        said = {"MessageSid": request["sid"], "AccountSid": other.sid}
        lost = {"MessageSid": "SM0", "MessageStatus": "failed", "AccountSid": peer.sid}

        await desk.post(callback.replace("twilio-2", "twilio"), lost)
        await desk.post(callback, {**lost, "MessageStatus": "sent"}, token=by, status=403)
        assert (await desk.told()).outcome is Outcome.ACCEPTED
        await desk.post(callback, {**said, "MessageStatus": "delivered"}, token=by)
        assert (await desk.told()).outcome is Outcome.DELIVERED

        reply = {"MessageSid": "SM1", "AccountSid": other.sid, "From": ANAS, "Body": "A1"}
        answer = await desk.post("/integrations/twilio/sms", reply, token=by)
        assert "#1: acknowledged." in answer
        metrics = (await conductor.simulate_get("/metrics")).text

    assert 'hikeshi_provider_failovers_total{provider="twilio"} 1.0' in metrics
    assert 'hikeshi_provider_down{provider="twilio-2"} 0.0' in metrics
    told = (await desk.told()).incident_id
    story = await with_both.parts.transactions.run(
        lambda work: ExplainIncident()(work, told, by=SYSTEM)
    )
    line = next(line.text for line in story.lines if line.text.startswith("attempt 1"))
    assert "ended delivered" in line
    assert "provider twilio-2" in line
    assert "twilio.reason Twilio answered 500, error 20500" in line
