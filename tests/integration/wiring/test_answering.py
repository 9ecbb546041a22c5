"""Pages by Web Push and mail from end to end: the server as it is wired, and its real peers."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiosmtplib
from attrs import frozen
from falcon.testing import ASGIConductor
from tests.peers.push_service import PushService
from tests.peers.smtp_sink import SmtpSink
from tests.product.installation import configure, settings

from hikeshi.flow.noticing import SendVerificationCode
from hikeshi.flow.recognising import actor_of
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.actor import Actor
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.use_cases.confirm_contact_method import ConfirmContactMethod
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.request_verification import RequestVerification
from hikeshi_server.inbound.worker.courier import Courier
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.outbound.postgres.queries.console import PostgresConsoleQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.serving import taking_mail
from hikeshi_server.wiring.settings import read_settings
from hikeshi_server.wiring.web_push import vapid_keys

PUBLIC_URL = "https://pager.example.org"
DOCUMENT = {
    "version": 1,
    "users": [{"key": "ana", "email": "ana@example.org"}],
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
CODE = "042137"


@frozen
class Desk:
    """Api and worker of an installation."""

    application: Application
    http: ASGIConductor

    async def run(self, duty_type: type[Any]) -> None:
        """Let one duty do what is due, until the outcome is written."""
        (duty,) = (each for each in self.application.duties if isinstance(each, duty_type))
        await duty.run_once()
        await duty.stop()

    async def fire(self, key: str) -> None:
        """Let the sender fire and the worker send."""
        event = {
            "routing_key": key,
            "event_action": "trigger",
            "payload": {"summary": "Checkout fails", "source": "db", "severity": "critical"},
        }
        assert (await self.http.simulate_post("/v2/enqueue", json=event)).status_code == 202
        await self.run(Notifier)

    async def add(self, draft: ContactMethodDraft) -> ContactMethod:
        """Give Ana a contact method, have a code sent there, and let the worker send it."""
        digest = self.digest

        async def add(work: Work) -> ContactMethod:
            made = await CreateContactMethod(str)(work, draft, by=await ana(work))
            send = SendVerificationCode(RequestVerification(lambda: CODE, digest))
            await send(work, made.id, by=await ana(work))
            return made

        made = await self.application.parts.transactions.run(add)
        await self.run(Courier)
        return made

    async def confirm(self, method: ContactMethod, code: str) -> None:
        """Show the code."""

        async def confirm(work: Work) -> ContactMethod | None:
            return await ConfirmContactMethod(self.digest)(
                work, method.id, code, by=await ana(work)
            )

        verified = await self.application.parts.transactions.run(confirm)
        assert verified is not None
        assert verified.verified

    def digest(self, text: str) -> str:
        """Digest a code."""
        return self.application.parts.vault.digest(text).hex()

    async def came_of_it(self) -> tuple[Incident, Notification]:
        """Return the only incident and its only notification."""
        engine, run = self.application.parts.engine, self.application.parts.transactions.run
        incident = await PostgresConsoleQueries(Reader(engine)).incident_of_number(1)
        assert incident is not None
        (told,) = await run(lambda work: work.notifications.of_incidents([incident.id]))
        return incident, told


async def ana(work: Work) -> Actor:
    """Return Ana as actor."""
    directory = await work.directory()
    (user,) = directory.users.values()
    actor = actor_of(directory, user.id)
    assert actor is not None
    return actor


@asynccontextmanager
async def desk(
    postgres_url: str, data_dir: Path, smtp_url: str, **more: str
) -> AsyncIterator[Desk]:
    """Open the server as it is wired."""
    environment = {
        **settings(
            postgres_url.replace("postgresql+asyncpg", "postgresql"), port=8080, smtp_url=smtp_url
        ),
        "HIKESHI_DATA_DIR": str(data_dir),
        "HIKESHI_PUBLIC_URL": PUBLIC_URL,
        **more,
    }
    async with (
        open_application(read_settings(environment), postgres_url) as application,
        ASGIConductor(application.http) as http,
    ):
        yield Desk(application, http)


async def test_a_browser_is_proved_paged_and_acknowledges(
    postgres_url: str, data_dir: Path
) -> None:
    """Subscription, pushed code, page, press: what is pushed only that browser can read."""
    async with desk(postgres_url, data_dir, "") as opened:
        keys = await configure(opened.application.parts.transactions, DOCUMENT)
        own = (await vapid_keys(opened.application.parts).get()).public_text
        async with PushService(own) as service:
            method = await opened.add(
                ContactMethodDraft(
                    key="phone",
                    kind=ContactKind.WEB_PUSH,
                    address=service.endpoint,
                    token=service.browser.secret,
                )
            )
            await opened.confirm(method, service.messages[0]["code"])
            await opened.fire(keys["pd"])
            _, page = service.messages
        before = await opened.came_of_it()
        pressed = await opened.http.simulate_post(urlsplit(page["press"]).path)
        incident, _ = await opened.came_of_it()

    assert (before[0].status, before[1].outcome) == ("triggered", Outcome.ACCEPTED)
    assert pressed.text == "#1 acknowledged\n"
    assert incident.acknowledged_by == method.user_id


async def test_a_page_is_answered_by_mail(postgres_url: str, data_dir: Path) -> None:
    """Signal, mail, answer: Ana replies to the mail, and her server hands it to ours."""
    mail = {"HIKESHI_MAIL_REPLY_TO": "pager@reply.example.org", "HIKESHI_SMTP_LISTEN": "[::1]:1"}
    async with AsyncExitStack() as stack:
        sink = await stack.enter_async_context(SmtpSink())
        opened = await stack.enter_async_context(
            desk(postgres_url, data_dir, f"{sink.url}?starttls=never", **mail)
        )
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        await stack.enter_async_context(taking_mail(opened.application.parts, listening))
        keys = await configure(opened.application.parts.transactions, DOCUMENT)
        method = await opened.add(
            ContactMethodDraft(key="mail", kind=ContactKind.EMAIL, address="ana@example.org")
        )
        await opened.confirm(method, CODE)
        await opened.fire(keys["pd"])
        _, page = sink.mails
        reply = EmailMessage()
        reply["From"], reply["To"] = "Ana <ana@example.org>", page["headers"]["reply-to"]
        reply.set_content("ack\n> You are paged.\n")
        address = parseaddr(page["headers"]["reply-to"])[1]
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        async with client:
            _, said = await client.sendmail("ana@example.org", [address], reply.as_bytes())
        incident, told = await opened.came_of_it()

    assert CODE in sink.mails[0]["text"]
    assert said == "2.0.0 acknowledged"
    assert incident.acknowledged_by == method.user_id
    assert told.outcome is Outcome.DELIVERED
