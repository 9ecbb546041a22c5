"""What a storm is: who is on call for what, which alerts come when, and how they end."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import frozen

from hikeshi.kernel.severity import Severity

#: So many services a person is on call for.
SERVICES_EACH = 4
#: What senders say, how often of a hundred, and what it means.
_SAID = (("error", 60, Severity.SEV2), ("warning", 30, Severity.SEV3), ("info", 10, Severity.SEV4))
WORST = "critical"
#: By what a person is told at once.
WAYS = {"high": ("email", "ntfy", "sms"), "low": ("email", "ntfy")}
#: By what a person is told that it is over (docs/reference/delivery.md).
TOLD_WHEN_OVER = ("email", "ntfy")


@frozen
class Alert:
    """Something that breaks, once.

    Args:
        name: No other alert has it.
        after: Seconds from the storm's beginning.
    """

    name: str
    service: str
    severity: str
    after: float

    def payload(self, *, fires: bool) -> dict[str, Any]:
        """Return what its sender posts."""
        action = "trigger" if fires else "resolve"
        return {
            "title": f"{self.service} {self.name}",
            "dedup_key": self.name,
            "severity": self.severity,
            "action": action,
        }


@frozen(kw_only=True)
class Scene:
    """A storm.

    Args:
        alerts: So many, one of them of the worst severity, in the middle.
        services: So many they come from.
        seconds: For so long they come; afterwards they end as fast.
        window: Seconds of gathering; nothing = as documented.
        seed: What comes first.
    """

    alerts: int = 10_000
    services: int = 40
    seconds: float = 60
    window: int | None = None
    seed: int = 4

    @property
    def names(self) -> Sequence[str]:
        """The services."""
        return [f"service-{number:02}" for number in range(self.services)]

    def person(self, service: str) -> str:
        """Return who is on call for a service."""
        number = int(service.removeprefix("service-"))
        return f"p{number % max(1, self.services // SERVICES_EACH)}"

    @property
    def people(self) -> Sequence[str]:
        """Everybody who is on call."""
        return sorted({self.person(service) for service in self.names})

    def planned(self) -> Sequence[Alert]:
        """Return the alerts, one after the other."""
        chance = random.Random(self.seed)
        kinds, weights = [said for said, _, _ in _SAID], [share for _, share, _ in _SAID]
        severities = chance.choices(kinds, weights, k=self.alerts)
        severities[self.alerts // 2] = WORST
        services = [self.names[number % self.services] for number in range(self.alerts)]
        chance.shuffle(services)
        gap = self.seconds / self.alerts
        return [
            Alert(f"alert-{number:05}", service, severity, number * gap)
            for number, (service, severity) in enumerate(zip(services, severities, strict=True))
        ]

    def configuration(self, ntfy: str) -> dict[str, Any]:
        """Return what a file would say; whatever it leaves out is as documented.

        Args:
            ntfy: Address of the server of topics.
        """
        gathering = {} if self.window is None else {"window_seconds": self.window}
        if gathering:
            gathering["new_service_seconds"] = 1
        return {
            "version": 1,
            "users": [_reached(key, ntfy) for key in self.people],
            "escalation_policies": [_policy(key) for key in self.people],
            "services": [
                {"key": key, "name": key, "escalation_policy": self.person(key)}
                for key in self.names
            ],
            "integrations": [
                {"name": key, "kind": "generic", "service": key} for key in self.names
            ],
            **({"organisation": {"bundling": gathering}} if gathering else {}),
        }

    def known(self) -> dict[str, Any]:
        """Return what a recount has to know of it, ready to be written as JSON."""
        urgency = {said: found.default_urgency for said, _, found in _SAID}
        ways = {said: WAYS[found.value] for said, found in urgency.items()}
        return {
            "alerts": self.alerts,
            "services": self.services,
            "seconds": self.seconds,
            "window seconds": self.window or 60,
            "person": {service: self.person(service) for service in self.names},
            "ways": {**ways, WORST: WAYS["high"]},
            "told when over": TOLD_WHEN_OVER,
        }


def number_of(person: str) -> str:
    """Return somebody's phone number."""
    return f"+8131234{int(person.removeprefix('p')):04}"


def _reached(key: str, ntfy: str) -> Mapping[str, Any]:
    ways = {"email": f"{key}@example.org", "ntfy": f"{ntfy}/{key}-pages", "sms": number_of(key)}
    return {
        "key": key,
        "email": f"{key}@example.org",
        "contact_methods": [
            {"key": kind, "kind": kind, "address": address, "verified": True}
            for kind, address in ways.items()
        ],
        "notification_rules": [
            {"urgency": urgency, "delay_seconds": 0, "contact_method": kind}
            for urgency, kinds in WAYS.items()
            for kind in kinds
        ],
    }


def _policy(person: str) -> Mapping[str, Any]:
    answered_within = int(timedelta(minutes=30).total_seconds())
    target = {"kind": "user", "key": person}
    return {"key": person, "steps": [{"delay_seconds": answered_within, "targets": [target]}]}
