"""Histories: what happens to an organisation, with providers that fail and workers that crash."""

from typing import Any

from hypothesis import strategies as st
from tests.oracle.escalation_parts import MINUTE
from tests.oracle.escalation_scenarios import descriptions
from tests.oracle.escalation_suites import as_suite
from tests.oracle.ledger import CHANGES

#: Ana's rules use both ways, Ben's only mail and late; the others have none.
RULES = {"ana": [("hook", 0), ("mail", 2 * MINUTE)], "ben": [("mail", 1 * MINUTE)]}
#: Mail is used at night only, on the person's own clock: that of UTC has 03:10 at the start.
AT_NIGHT = {"times": [{"time_zone": "responder", "from": "22:00", "to": "05:00"}]}
_ASLEEP = [{"from": "23:00", "to": "04:00"}]
#: Ben does not want to hear before 04:00 of what can wait, Cai of nothing at all.
QUIET = {"ben": {"windows": _ASLEEP}, "cai": {"windows": _ASLEEP, "high_urgency_waits": True}}
#: Dee's team asks for mail within five minutes.
FLOORED = {
    "key": "floored",
    "members": [{"user": "dee"}],
    "floor": [{"kinds": ["email"], "within_seconds": 5 * MINUTE}],
}

troubles = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["webhook", "email"]),
        "outcome": st.sampled_from(["permanent", "permanent", "retryable"]),
        "at": st.integers(0, 40).map(lambda minutes: minutes * MINUTE),
        "for": st.sampled_from([1, 10, 45]).map(lambda minutes: minutes * MINUTE),
    }
)
maintenance = st.fixed_dictionaries(
    {
        "at": st.integers(0, 30).map(lambda minutes: minutes * MINUTE),
        "for": st.sampled_from([1, 10, 45]).map(lambda minutes: minutes * MINUTE),
    }
)
#: Alerts of one cluster, or of one name, share an incident for a while.
grouping = st.fixed_dictionaries(
    {
        "service": st.sampled_from(["api", "web"]),
        "by": st.sampled_from([["labels.cluster"], ["title"]]),
        "window_seconds": st.sampled_from([1, 20, 60]).map(lambda minutes: minutes * MINUTE),
    }
)
crashes = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32),
        # How often a work is lost right before its commit, and a claim right after it.
        "before": st.sampled_from([0.0, 0.2, 0.4]),
        "after": st.sampled_from([0.0, 0.0, 0.3]),
    }
)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """Return a suite of one scenario, the same events as they are lived, and how often it crashes.

    What people change meanwhile is a new configuration in the one, and a request in the other.
    """
    description = draw(descriptions())
    services = st.sampled_from([*description["services"]])
    groupings = draw(st.lists(grouping, max_size=1))
    suite = as_suite(description, lambda document: _dressed(document, groupings))
    events = suite["scenarios"][0]["events"]
    lived = [
        {**told, **rehearsed, "kind": told["kind"]} if told["kind"] in CHANGES else rehearsed
        for told, rehearsed in zip(description["events"], events, strict=True)
    ]
    also = [_trouble(found) for found in draw(st.lists(troubles, max_size=2))]
    also += [
        _maintenance(found, draw(services)) for found in draw(st.lists(maintenance, max_size=2))
    ]
    suite["scenarios"][0]["events"] = _in_time(events + also)
    return {"suite": suite, "events": _in_time(lived + also), "crashes": draw(crashes)}


def _in_time(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(events, key=lambda event: event["after_seconds"])


def _dressed(document: dict[str, Any], groupings: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the configuration with ways to reach people, senders of services, and grouping."""
    senders = [
        {"name": f"sender-of-{service['key']}", "kind": "generic", "service": service["key"]}
        for service in document["services"]
    ]
    return {
        **document,
        "users": [_person(user["key"], user["time_zone"]) for user in document["users"]],
        "teams": [*document.get("teams", []), FLOORED],
        "integrations": [*document["integrations"], *senders],
        "grouping": groupings,
    }


def delivers_alike(history: dict[str, Any]) -> bool:
    """Say whether deliveries happen at the same instants in both.

    They do not where messages are repeated: the wait before a repetition depends on the
    notification's identity, and a lost claim waits for its lease.
    """
    repeats = any(event.get("outcome") == "retryable" for event in history["events"])
    return not repeats and not history["crashes"]["after"]


def with_address(suite: dict[str, Any], webhook_url: str) -> dict[str, Any]:
    """Return the configuration with webhooks that lead there."""
    users = [
        {
            **user,
            "contact_methods": [
                {**method, "address": webhook_url} if method["kind"] == "webhook" else method
                for method in user["contact_methods"]
            ],
        }
        for user in suite["configuration"]["users"]
    ]
    return {**suite["configuration"], "users": users}


def _person(key: str, time_zone: str) -> dict[str, Any]:
    return {
        "key": key,
        "name": key,
        "time_zone": time_zone,
        "email": f"{key}@example.org",
        "contact_methods": [
            {
                "key": "hook",
                "kind": "webhook",
                "address": "https://example.org/hook",
                "verified": True,
            },
            {"key": "mail", "kind": "email", "address": f"{key}@example.org", "verified": True},
        ],
        "notification_rules": [
            {
                "urgency": urgency,
                "delay_seconds": delay,
                "contact_method": method,
                "when": AT_NIGHT if method == "mail" else None,
            }
            for method, delay in RULES.get(key, [])
            for urgency in ("high", "low")
        ],
        "quiet_hours": QUIET.get(key),
    }


def _trouble(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "after_seconds": found["at"],
        "kind": "delivery",
        "channel": found["channel"],
        "outcome": found["outcome"],
        "until_seconds": found["at"] + found["for"],
    }


def _maintenance(found: dict[str, Any], service: str) -> dict[str, Any]:
    return {
        "after_seconds": found["at"],
        "kind": "maintenance",
        "service": service,
        "until_seconds": found["at"] + found["for"],
    }
