"""A storm of alerts over many services with one that matters most inside, and its end."""

from typing import Any

from tests.oracle.escalation_parts import START

#: The one incident everything else must not hide.
WORST = "the one that matters"
#: When the storm is over: from then on everything that fired ends, within as long.
ENDS_AFTER = 600
#: What senders say, in turn: urgent and not, so that messages speak of several severities.
SEVERITIES = ("error", "warning", "error", "info", "error")
#: So many services a person is on call for.
SERVICES_EACH = 4


def suite(alerts: int, services: int, *, seconds: int = 60, every: int = 5) -> dict[str, Any]:
    """Return a suite of one scenario: so many alerts in so many seconds, all from the defaults.

    Args:
        every: Each sender posts what is new after so many seconds, as one message.
    """
    rounds = seconds // every
    posts = [
        _post(number, service, after, every)
        for number, (after, service) in enumerate(
            (after, service) for after in range(0, seconds, every) for service in range(services)
        )
    ]
    each, more = divmod(alerts - 1, rounds * services)
    for number, post in enumerate(posts):
        post["count"] = each + (number < more)
    events = [_signal(post, fires=True) for post in posts]
    worst = _signal({"service": services // 2, "at": seconds // 2 + 1, "name": WORST, "count": 0})
    worst["payload"] = [_alert(WORST, "critical", fires=True)]
    ends = [_signal({**post, "at": post["at"] + ENDS_AFTER}, fires=False) for post in posts]
    last = {**worst, "after_seconds": worst["after_seconds"] + ENDS_AFTER}
    last["payload"] = [_alert(WORST, "critical", fires=False)]
    scenario = {
        "name": "storm",
        "start": START.isoformat(),
        "until_seconds": ENDS_AFTER + seconds + 60,
        "events": sorted(
            [*(e for e in (*events, *ends) if e["payload"]), worst, last],
            key=lambda event: event["after_seconds"],
        ),
    }
    return {"version": 1, "configuration": configuration(services), "scenarios": [scenario]}


def person(service: int, services: int) -> str:
    """Return who is on call for a service: each has some of them."""
    return f"p{service % max(1, services // SERVICES_EACH)}"


def configuration(services: int) -> dict[str, Any]:
    """Return services and people reached by mail at once; nothing else is said."""
    people = sorted({person(n, services) for n in range(services)})
    return {
        "version": 1,
        "users": [_reached_by_mail(key) for key in people],
        "escalation_policies": [
            {
                "key": f"policy-{n}",
                "steps": [
                    {
                        "delay_seconds": 1800,
                        "targets": [{"kind": "user", "key": person(n, services)}],
                    }
                ],
            }
            for n in range(services)
        ],
        "services": [
            {"key": f"service-{n}", "escalation_policy": f"policy-{n}"} for n in range(services)
        ],
        "integrations": [
            {"name": f"sender-{n}", "kind": "generic", "service": f"service-{n}"}
            for n in range(services)
        ],
    }


def _reached_by_mail(key: str) -> dict[str, Any]:
    mail = {"key": "mail", "kind": "email", "address": f"{key}@example.org", "verified": True}
    rules = [
        {"urgency": urgency, "delay_seconds": 0, "contact_method": "mail"}
        for urgency in ("high", "low")
    ]
    return {
        "key": key,
        "email": f"{key}@example.org",
        "contact_methods": [mail],
        "notification_rules": rules,
    }


def _post(number: int, service: int, after: int, every: int) -> dict[str, Any]:
    """Return when a service's sender posts, each a little after the other."""
    name = f"service-{service} post-{number}"
    return {"service": service, "at": after + number % every, "name": name}


def _signal(post: dict[str, Any], *, fires: bool = True) -> dict[str, Any]:
    return {
        "after_seconds": post["at"],
        "kind": "signal",
        "integration": f"sender-{post['service']}",
        "payload": [
            _alert(f"{post['name']}-{number}", SEVERITIES[number % len(SEVERITIES)], fires=fires)
            for number in range(post["count"])
        ],
    }


def _alert(name: str, severity: str, *, fires: bool) -> dict[str, Any]:
    status = "firing" if fires else "resolved"
    return {"title": name, "dedup_key": name, "severity": severity, "status": status}
