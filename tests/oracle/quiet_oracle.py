"""What begins while its service is worked on, or silenced, is held, and told of when that ends."""

from typing import Any

from tests.oracle.hours_oracle import HoursOracle
from tests.oracle.ledger import Ledger


class QuietOracle(HoursOracle):
    """Holds back what nobody is told of.

    `quiet` has the ends of the works on each service; `held` what fires meanwhile, with its
    severity, its title, its own label for the severity, and when it is looked at again.
    """

    now: int
    ledger: Ledger
    quiet: dict[str, list[int]]
    held: dict[tuple[str, str], dict[str, Any]]

    def _begin(self, identity: tuple[str, str], severity: int) -> None:
        raise NotImplementedError

    def _change(self, event: dict[str, Any]) -> None:
        """Let people change who is on call, or what is silenced."""
        self.ledger.apply(event)
        if event["kind"] == "end_silence":
            for held in self.held.values():
                held["look_at"] = self.now

    def _let_go(self) -> None:
        """Look at what is held and due: tell of it, or hold it until the next end."""
        for identity, held in list(self.held.items()):
            if held["look_at"] <= self.now:
                until = self._quiet_until(identity[0], held)
                if until is not None:
                    held["look_at"] = until
                else:
                    del self.held[identity]
                    self._begin(identity, held["severity"])

    def _quiet_until(self, service: str, alert: dict[str, Any]) -> int | None:
        """Return when the last work or silence that holds now ends; nothing while none holds."""
        works = [end for end in self.quiet.get(service, []) if self.now < end]
        silences = [
            silence["end"]
            for silence in self.ledger.silences
            if silence["start"] <= self.now < silence["end"] and _is_about(silence, service, alert)
        ]
        return max((*works, *silences), default=None)

    def _maintenance(self, event: dict[str, Any]) -> None:
        self.quiet.setdefault(event["service"], []).append(event["until"])


def _is_about(silence: dict[str, Any], service: str, alert: dict[str, Any]) -> bool:
    """Say whether all conditions hold; an alert's own label comes before what we call it."""
    severity = alert["label"] or f"sev{alert['severity']}"
    return (
        silence["service"] == service
        and silence["title"] in {None, alert["title"]}
        and (
            silence["severities"] is None
            or severity in {f"sev{number}" for number in silence["severities"]}
        )
    )
