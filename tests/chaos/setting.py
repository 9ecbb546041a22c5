"""Who is to be reached in a storm, by what ways, and who receives it there."""

import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tests.peers import slack_server, twilio
from tests.product.installation import SIGNING_SECRET
from tests.product.programs import Program, Programs

#: A call follows what was sent at once after so many seconds.
CALL_AFTER = 10
#: By what people are told of what can wait.
QUIET_WAYS = ("email", "slack", "ntfy", "web_push")
#: One person of so many has quiet hours.
QUIET_EVERY = 20


def configuration(webhook_url: str, *, step_seconds: int = 3) -> dict[str, Any]:
    """Return two people, a webhook and a mailbox each, and a policy of two steps."""
    users = [
        {
            "key": key,
            "email": f"{key}@example.org",
            "contact_methods": [
                {"key": "hook", "kind": "webhook", "address": webhook_url, "verified": True},
                {
                    "key": "mail",
                    "kind": "email",
                    "address": f"{key}@example.org",
                    "verified": True,
                },
            ],
            "notification_rules": [
                {"urgency": "high", "delay_seconds": 0, "contact_method": method}
                for method in ("hook", "mail")
            ],
        }
        for key in ("ana", "ben")
    ]
    steps = [
        {"delay_seconds": step_seconds, "targets": [{"kind": "user", "key": key}]}
        for key in ("ana", "ben")
    ]
    return {
        "version": 1,
        "users": users,
        "teams": [{"key": "sre", "members": [{"user": "ana"}, {"user": "ben"}]}],
        "escalation_policies": [{"key": "default", "team": "sre", "repeat": 0, "steps": steps}],
        "services": [{"key": "api", "team": "sre", "escalation_policy": "default"}],
        "integrations": [{"name": "pd", "kind": "pagerduty", "service": "api"}],
    }


@frozen
class Peers:
    """Where the receivers listen, and what tells the product so."""

    addresses: Mapping[str, str]
    environment: Mapping[str, str]


async def start_peers(programs: Programs) -> Peers:
    """Start the receivers, each a process with a journal of its own."""
    folder = programs.folder
    http = programs.module(
        "http-sink",
        "tests.peers.http_sink",
        *("--journal", str(folder / "http.jsonl"), "--secret", SIGNING_SECRET),
    )
    smtp = programs.module(
        "smtp-sink", "tests.peers.smtp_sink", "--journal", str(folder / "smtp.jsonl")
    )
    await http.until_said("\n")
    await smtp.until_said("\n")
    addresses = {"http": http.said.split()[0], "smtp": smtp.said.split()[0]}
    return Peers(addresses, {"HIKESHI_SMTP_URL": addresses["smtp"]})


async def start_receivers(
    programs: Programs, services: int, *, slow: bool, public_url: str
) -> tuple[Peers, Program]:
    """Start receivers of every kind in one process, in bad weather.

    Args:
        services: Each has two people.
        slow: Whether they may also leave senders without an answer.
        public_url: Where the phone network finds the product.
    """
    running = programs.module(
        "receivers",
        "tests.chaos.receivers",
        str(programs.folder),
        *("--secret", SIGNING_SECRET, "--people", str(2 * services)),
        *(["--slow"] if slow else []),
    )
    await running.until_said("}", 300)
    addresses = json.loads(running.said.splitlines()[0])
    environment = {
        "HIKESHI_SMTP_URL": addresses["email"],
        "HIKESHI_SLACK_BOT_TOKEN": slack_server.TOKEN,
        "HIKESHI_SLACK_SIGNING_SECRET": "of a campaign",
        "HIKESHI_SLACK_API_URL": addresses["slack"],
        "HIKESHI_TWILIO_API_URL": addresses["sms"],
        "HIKESHI_TWILIO_ACCOUNT_SID": twilio.SID,
        "HIKESHI_TWILIO_AUTH_TOKEN": twilio.TOKEN,
        "HIKESHI_TWILIO_FROM": twilio.NUMBER,
        "HIKESHI_TWILIO_DAILY_CAP": "1000000",
        "HIKESHI_PUBLIC_URL": public_url,
    }
    return Peers(addresses, environment), running


def many_services(
    addresses: Mapping[str, str],
    services: int,
    *,
    step_seconds: int,
    window_seconds: int,
    quiet: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return services with two people each, and every way to reach each of them.

    Args:
        addresses: Of the receivers.
        services: So many.
        step_seconds: After so long the second person follows.
        window_seconds: So short that many windows end; some of each burst have to wait for one.
        quiet: A window of the UTC day in which some have quiet hours: `from` and `to`.
    """
    gathering = {"messages": 2, "window_seconds": window_seconds, "new_service_seconds": 1}
    people = [_reachable(number, addresses) for number in range(2 * services)]
    for person in people[::QUIET_EVERY] if quiet else ():
        person |= {"time_zone": "UTC", "quiet_hours": {"windows": [dict(quiet or {})]}}
    teams = [
        {"key": f"team-{n}", "members": [{"user": f"p-{2 * n}"}, {"user": f"p-{2 * n + 1}"}]}
        for n in range(services)
    ]
    return {
        "version": 1,
        "organisation": {"bundling": gathering},
        "users": people,
        "teams": teams,
        "escalation_policies": [
            {
                "key": f"policy-{n}",
                "team": f"team-{n}",
                "repeat": 0,
                "steps": [
                    {
                        "delay_seconds": step_seconds,
                        "targets": [{"kind": "user", "key": f"p-{person}"}],
                    }
                    for person in (2 * n, 2 * n + 1)
                ],
            }
            for n in range(services)
        ],
        "services": [
            {"key": f"service-{n}", "team": f"team-{n}", "escalation_policy": f"policy-{n}"}
            for n in range(services)
        ],
        "integrations": [
            {"name": f"pd-{n}", "kind": "pagerduty", "service": f"service-{n}"}
            for n in range(services)
        ],
    }


def _reachable(number: int, addresses: Mapping[str, str]) -> dict[str, Any]:
    ways = {
        "webhook": addresses["webhook"],
        "email": f"p-{number}@example.org",
        "sms": f"+8131234{number:04}",
        "slack": f"U{number:04}",
        "ntfy": f"{addresses['ntfy']}/p-{number}",
        "web_push": f"{addresses['web_push']}/p-{number}",
        "voice": f"+8131235{number:04}",
    }
    high = [(kind, CALL_AFTER if kind == "voice" else 0) for kind in ways]
    rules = [
        *(("high", kind, delay) for kind, delay in high),
        *(("low", kind, 0) for kind in QUIET_WAYS),
    ]
    return {
        "key": f"p-{number}",
        "email": f"p-{number}@example.org",
        "contact_methods": [
            {"key": kind.replace("_", "-"), "kind": kind, "address": address, "verified": True}
            for kind, address in ways.items()
        ],
        "notification_rules": [
            {"urgency": urgency, "delay_seconds": delay, "contact_method": kind.replace("_", "-")}
            for urgency, kind, delay in rules
        ],
    }
