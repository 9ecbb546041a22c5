"""The main job: Alertmanager fires, people are paged until one of them acts."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from tests.acceptance.mailbox import answer_automatically, open_all, press_button
from tests.peers.http_sink import HttpSink
from tests.peers.smtp_sink import SmtpSink
from tests.product.alertmanager import start_alertmanager
from tests.product.installation import SIGNING_SECRET, configure, settings, works
from tests.product.programs import Programs, free_port, programs
from tests.product.waiting import until

PATIENCE_SECONDS = 40.0


def configuration(webhook_url: str) -> dict[str, Any]:
    """Ana has a mailbox, Ben a webhook, too; two rounds of two steps, two seconds each."""
    mailboxes = {
        key: {"key": "mail", "kind": "email", "address": f"{key}@example.org", "verified": True}
        for key in ("ana", "ben")
    }
    hook = {"key": "hook", "kind": "webhook", "address": webhook_url, "verified": True}
    rule = {"urgency": "high", "delay_seconds": 0}
    steps = [
        {"delay_seconds": 2, "targets": [{"kind": "user", "key": key}]} for key in ("ana", "ben")
    ]
    return {
        "version": 1,
        "users": [
            {
                "key": "ana",
                "email": "ana@example.org",
                "contact_methods": [mailboxes["ana"]],
                "notification_rules": [{**rule, "contact_method": "mail"}],
            },
            {
                "key": "ben",
                "email": "ben@example.org",
                "contact_methods": [hook, mailboxes["ben"]],
                "notification_rules": [
                    {**rule, "contact_method": "hook"},
                    {**rule, "contact_method": "mail"},
                ],
            },
        ],
        "teams": [{"key": "sre", "members": [{"user": "ana"}, {"user": "ben"}]}],
        "escalation_policies": [{"key": "default", "team": "sre", "repeat": 1, "steps": steps}],
        "services": [{"key": "api", "team": "sre", "escalation_policy": "default"}],
        "integrations": [{"name": "am", "kind": "alertmanager", "service": None}],
        "routes": [{"match": "all", "service": "api"}],
    }


def about(entries: list[dict[str, Any]], title: str, kind: str = "page.created") -> list[Any]:
    """Return the webhooks about that incident."""
    return [
        entry
        for entry in entries
        if entry["body"]["type"] == kind and title in entry["body"]["data"]["incident"]["title"]
    ]


def mails_to(mails: list[dict[str, Any]], person: str, title: str) -> list[dict[str, Any]]:
    """Return the mails to that person about that incident."""
    return [
        mail
        for mail in mails
        if mail["recipients"] == [f"{person}@example.org"] and title in mail["headers"]["subject"]
    ]


async def start_hikeshi(started: Programs, url: str, smtp: SmtpSink) -> int:
    """Start an API and a worker; return the API's port."""
    port = free_port()
    environment = settings(url, port=port, smtp_url=smtp.url)
    api = started.hikeshi("api", "api", **environment)
    started.hikeshi("worker", "worker", **environment)
    await api.until_ready(f"http://127.0.0.1:{port}/readyz")
    return port


async def status_of(transactions: PostgresTransactions, incident_id: IncidentId) -> str:
    """Return the status of an incident."""
    found = await transactions.run(lambda work: work.incidents.get_many([incident_id]))
    return found[incident_id].status.value


async def until_quiet(transactions: PostgresTransactions, incident_id: IncidentId) -> None:
    """Return once no attempt about the incident is under way: one that had begun may arrive."""

    async def quiet() -> bool:
        found = await transactions.run(lambda work: work.notifications.of_incidents([incident_id]))
        return all(notification.is_over for notification in found)

    await until(quiet, PATIENCE_SECONDS, "the end of attempts under way")


async def test_an_alert_pages_until_somebody_acts(postgres_url: str, tmp_path: Path) -> None:
    """Alertmanager fires: the first page, the escalation, nothing after the acknowledgement by the
    mail's page, which neither scanners nor automatic replies press; its resolve resolves."""
    async with (
        HttpSink(secret=SIGNING_SECRET) as http,
        SmtpSink() as smtp,
        works(postgres_url) as transactions,
        programs(tmp_path) as started,
    ):
        keys = await configure(transactions, configuration(http.url))
        port = await start_hikeshi(started, postgres_url, smtp)
        receiver = f"http://127.0.0.1:{port}/integrations/alertmanager/{keys['am']}"
        alertmanager = await start_alertmanager(started, receiver)

        await alertmanager.fire("DiskFull", severity="critical", instance="db1")
        await smtp.journal.wait_for(
            lambda _: bool(mails_to(smtp.mails, "ana", "DiskFull")), PATIENCE_SECONDS
        )
        first = mails_to(smtp.mails, "ana", "DiskFull")[0]
        await http.journal.wait_for(lambda seen: bool(about(seen, "DiskFull")), PATIENCE_SECONDS)
        escalated = about(http.requests, "DiskFull")[0]
        assert (escalated["verified"], escalated["body"]["data"]["step"]) == (True, 2)
        incident_id = IncidentId(UUID(escalated["body"]["data"]["incident"]["id"]))

        assert await open_all(first) <= {200, 303, 401, 403}
        await asyncio.to_thread(answer_automatically, first, smtp.port)
        assert await status_of(transactions, incident_id) == "triggered"

        shown = await press_button(first)
        assert shown.status_code == 200, shown.text
        assert await status_of(transactions, incident_id) == "acknowledged"
        await until_quiet(transactions, incident_id)
        paged = about(http.requests, "DiskFull"), mails_to(smtp.mails, "ana", "DiskFull")

        # Another incident goes through two whole steps meanwhile.
        await alertmanager.fire("CertExpired", severity="critical", instance="web1")
        await http.journal.wait_for(lambda seen: bool(about(seen, "CertExpired")), PATIENCE_SECONDS)
        assert paged == (about(http.requests, "DiskFull"), mails_to(smtp.mails, "ana", "DiskFull"))

        await alertmanager.resolve("DiskFull", severity="critical", instance="db1")
        await http.journal.wait_for(
            lambda seen: bool(about(seen, "DiskFull", "page.resolved")), PATIENCE_SECONDS
        )
        assert await status_of(transactions, incident_id) == "resolved"
        assert {request["verified"] for request in http.requests} == {True}
