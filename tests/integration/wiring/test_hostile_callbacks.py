"""Whatever is posted where providers call back, nothing fails and nothing is acknowledged.

The server as it is wired, on PostgreSQL: what no database keeps has to be caught before.
"""

import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from attrs import frozen
from falcon.testing import ASGIConductor
from slack_sdk.signature import SignatureVerifier
from tests.integration.wiring.test_twilio import ANAS, DOCUMENT, PUBLIC_URL
from tests.peers import twilio
from tests.peers.slack_server import TOKEN, SlackServer
from tests.product.installation import configure, settings

from hikeshi.flow.work import Work
from hikeshi.incidents.queries import IncidentFilters
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.settings import read_settings

SECRET, MAIL_KEY = "8f742231b10e8888abcd99yyyzzz85a5", "0123456789abcdef" * 2
FORM = "application/x-www-form-urlencoded"
#: NUL, a lone surrogate, no UTF-8 at all, too long, numbers that are none, markup, other scripts.
ODD = ["", "a\0b", "\ud800", "\udcff", "x" * 5_000, "9" * 400, "1e999", "<Response/>", "\u202e①"]
#: What JSON has beside the text that belongs there.
WRONG: list[Any] = [None, -1, True, [], {}, ["x"], {"id": 1}, 10**400, "x\0", "x" * 5_000]
ABOUT = "019aa000-0000-7000-8000-000000000001"


@frozen
class Doors:
    """The server's addresses for providers, and what they answered that nobody should."""

    application: Application
    http: ASGIConductor
    failures: list[str]

    async def post(
        self, path: str, body: str | bytes, headers: Mapping[str, str], method: str = "POST"
    ) -> int:
        """Send a request; note an answer that blames ourselves."""
        path, _, query = path.partition("?")
        answer = await self.http.simulate_request(
            method, path, query_string=query, body=body, headers=headers
        )
        if answer.status_code >= 500:
            self.failures.append(f"{answer.status_code} {method} {path} {body[:80]!r}")
        return int(answer.status_code)

    async def from_twilio(self, path: str, form: Mapping[str, str]) -> int:
        """Post a form as Twilio signs it; what is no text it cannot sign."""
        form = {"AccountSid": twilio.SID, **form}
        signature = "x"
        if all(text.isprintable() for text in form.values()):
            signature = twilio.sign(PUBLIC_URL + path, form)
        headers = {"Content-Type": FORM, "X-Twilio-Signature": signature}
        return await self.post(path, encoded(form), headers)

    async def from_slack(self, door: str, body: str, age: int = 0) -> int:
        """Post a body as Slack signs it."""
        timestamp = str(int(time.time()) - age)
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
        headers = {
            "Content-Type": FORM,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature or "",
        }
        return await self.post(f"/integrations/slack/{door}", body, headers)

    async def told(self) -> UUID:
        """The page that is about to leave, as if its first attempt were under way."""

        async def claim(work: Work) -> UUID:
            (claim,) = await ClaimNotifications("test")(work, limit=10)
            return claim.notification.id

        return await self.application.parts.transactions.run(claim)

    async def statuses(self) -> list[str]:
        """The status of each incident."""
        queries = PostgresIncidentQueries(Reader(self.application.parts.engine))
        page = await queries.list_page(PageRequest(), IncidentFilters())
        return [incident.status.value for incident in page.items]


def encoded(form: Mapping[str, str]) -> str:
    """Return a form, also of what is no text."""
    raw = ((name, text.encode("utf-8", "surrogatepass")) for name, text in form.items())
    return "&".join(f"{name}={quote(text)}" for name, text in raw)


@pytest.fixture
async def doors(postgres_url: str, data_dir: Path) -> AsyncIterator[Doors]:
    """A server on which Ana was paged for one incident."""
    async with SlackServer() as slack:
        environment = {
            **settings(postgres_url.replace("postgresql+asyncpg", "postgresql"), port=8080),
            "HIKESHI_DATA_DIR": str(data_dir),
            "HIKESHI_PUBLIC_URL": PUBLIC_URL,
            "HIKESHI_TWILIO_ACCOUNT_SID": twilio.SID,
            "HIKESHI_TWILIO_AUTH_TOKEN": twilio.TOKEN,
            "HIKESHI_TWILIO_FROM": twilio.NUMBER,
            "HIKESHI_SLACK_BOT_TOKEN": TOKEN,
            "HIKESHI_SLACK_SIGNING_SECRET": SECRET,
            "HIKESHI_SLACK_API_URL": slack.api_url,
            "HIKESHI_MAIL_REPLY_TO": "pager@reply.example.org",
            "HIKESHI_MAIL_WEBHOOK_KEY": MAIL_KEY,
        }
        async with open_application(read_settings(environment), postgres_url) as opened:
            keys = await configure(opened.parts.transactions, DOCUMENT)  # type: ignore[arg-type]
            async with ASGIConductor(opened.http) as http:
                event = {"summary": "Checkout fails", "source": "db", "severity": "critical"}
                body = {"routing_key": keys["pd"], "event_action": "trigger", "payload": event}
                assert (await http.simulate_post("/v2/enqueue", json=body)).status_code == 202
                yield Doors(opened, http, [])
                assert (await http.simulate_get("/livez")).status_code == 200


async def test_odd_words_of_twilio_do_nothing(doors: Doors) -> None:
    """Any field may hold anything, signed or not."""
    sms = {"MessageSid": "SM1", "From": ANAS, "To": twilio.NUMBER, "Body": "help"}
    status = {"MessageSid": "SM1", "MessageStatus": "delivered", "AnsweredBy": "human"}
    about = f"/integrations/twilio/status?notification={await doors.told()}&attempt="
    for odd in ODD:
        for name in sms:
            await doors.from_twilio("/integrations/twilio/sms", {**sms, name: odd})
        for name in (*status, "ErrorCode"):
            await doors.from_twilio(about + "1", {**status, name: odd})
        part = quote(odd.encode("utf-8", "surrogatepass"), safe="")
        await doors.from_twilio(about + part, status)
        await doors.from_twilio(f"{about}1&provider={part}", {**status, "CallSid": "CA1"})
        await doors.from_twilio(f"/integrations/twilio/voice/{part}x", {"Digits": "4"})
    await doors.from_twilio("/integrations/twilio/sms", {**sms, "Body": "x" * 70_000})
    await doors.from_twilio("/integrations/twilio/sms", {f"a{n}": "1" for n in range(500)})

    assert doors.failures == []
    assert await doors.statuses() == ["triggered"]


def presses() -> Iterator[dict[str, Any]]:
    """Return payloads of which one thing is not what Slack sends."""
    pressed = {"action_id": "hikeshi.acknowledge", "value": f"{ABOUT} 1 1"}
    usual = {"type": "block_actions", "user": {"id": "U0ANA"}, "channel": {"id": "D0ANA"}}
    for wrong in WRONG:
        for name in (*usual, "actions"):
            yield {**usual, "actions": [pressed], name: wrong}
        for name in ("user", "channel"):
            yield {**usual, "actions": [pressed], name: {"id": wrong}}
        for name in pressed:
            yield {**usual, "actions": [{**pressed, name: wrong}]}
    for verb, number in itertools.product(("escalate", "resolve"), ("9" * 30, "9" * 5_000, "-1")):
        value = f"{ABOUT} {number} {number}"
        yield {**usual, "actions": [{"action_id": f"hikeshi.{verb}", "value": value}]}


async def test_odd_words_of_slack_do_nothing(doors: Doors) -> None:
    """Signed nonsense is refused or passed over; what is old or unsigned is not read."""
    for payload in presses():
        await doors.from_slack("interactions", urlencode({"payload": json.dumps(payload)}))
    said = {"user_id": "U0ANA", "text": "oncall", "trigger_id": "1.1"}
    for odd, name in itertools.product(ODD, said):
        for before in ("ack ", "page ") if name == "text" else ("",):
            await doors.from_slack("commands", encoded({**said, name: before + odd}))
    for door in ("interactions", "commands", "events"):
        for body in ("", "payload=%ff%fe", "[" * 100_000, '{"type":1}', "x" * 600_000):
            await doors.from_slack(door, body)
        assert await doors.from_slack(door, "payload=1", age=301) == 403
        for signature in ("", "v0=é", "x" * 9_000):
            headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": "nan"}
            headers |= {"X-Slack-Signature": signature}
            assert await doors.post(f"/integrations/slack/{door}", "x", headers) == 403

    assert doors.failures == []
    assert await doors.statuses() == ["triggered"]


async def test_odd_mails_and_links_do_nothing(doors: Doors) -> None:
    """Raw bytes for a mail, anything for a token; no address acts that is looked at."""
    to = b"To: pager+aaaa@reply.example.org\r\n"
    mails = (
        b"",
        b"\0" * 100,
        b"From: \xff\xfe\r\n" + to + b"\r\nack",
        to + b"Content-Type: text/plain; charset=utf-99\r\nFrom: =?utf-99?q?x?= <a@b>\r\n\r\n!",
        to + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 200,
        b"To: " + b"a," * 20_000 + b"\r\n\r\nack",
        b"x" * 6_000_000,
    )
    key = {"Authorization": f"Bearer {MAIL_KEY}"}
    for raw, query in itertools.product(mails, ("", "?recipient=%00", "?recipient=%ff")):
        await doors.post(f"/integrations/mail{query}", raw, key)
    for token in ("x", "%00", "%ff", "A" * 5_000, "%ED%A0%80", ".."):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
            for path in (f"/acknowledge/{token}", f"/acknowledge/{token}/press"):
                await doors.post(path, "form_token=%00", {"Content-Type": FORM}, method)
    for name in ("twilio/sms", "twilio/status", "slack/interactions", "slack/commands", "mail"):
        for content_type in ("", "application/json", "multipart/form-data; boundary=x"):
            await doors.post(f"/integrations/{name}", "{}", {"Content-Type": content_type})

    assert doors.failures == []
    assert await doors.statuses() == ["triggered"]
