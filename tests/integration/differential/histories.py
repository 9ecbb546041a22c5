"""Histories: what happens to an organisation, with providers that fail and workers that crash."""

from typing import Any

from hypothesis import strategies as st
from tests.oracle.escalation_scenarios import PEOPLE, descriptions
from tests.oracle.escalation_suites import as_suite

MINUTE = 60
#: Ana's rules use both ways, Ben's only mail and late; the others have none.
RULES = {"ana": [("hook", 0), ("mail", 2 * MINUTE)], "ben": [("mail", 1 * MINUTE)]}

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
    """Return a suite of one scenario, and how often things crash while it is lived through."""
    suite = as_suite(draw(descriptions()))
    suite["configuration"]["users"] = [_person(key) for key in PEOPLE]
    suite["configuration"]["integrations"] = [
        {"name": f"sender-of-{service['key']}", "kind": "generic", "service": service["key"]}
        for service in suite["configuration"]["services"]
    ]
    scenario = suite["scenarios"][0]
    troubled = draw(st.lists(troubles, max_size=2))
    quiet = draw(st.lists(maintenance, max_size=2))
    services = st.sampled_from([s["key"] for s in suite["configuration"]["services"]])
    events = [
        *scenario["events"],
        *(_trouble(found) for found in troubled),
        *(_maintenance(found, draw(services)) for found in quiet),
    ]
    scenario["events"] = sorted(events, key=lambda event: event["after_seconds"])
    return {"suite": suite, "crashes": draw(crashes)}


def delivers_alike(history: dict[str, Any]) -> bool:
    """Say whether deliveries happen at the same instants in both.

    They do not where messages are repeated: the wait before a repetition depends on the
    notification's identity, and a lost claim waits for its lease.
    """
    events = history["suite"]["scenarios"][0]["events"]
    repeats = any(event.get("outcome") == "retryable" for event in events)
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


def _person(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "name": key,
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
            {"urgency": urgency, "delay_seconds": delay, "contact_method": method}
            for method, delay in RULES.get(key, [])
            for urgency in ("high", "low")
        ],
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
