"""What begins while a service is worked on is held, and told of when the last work ends."""

from typing import Any

from tests.oracle.hours_oracle import HoursOracle


class MaintenanceOracle(HoursOracle):
    """Holds back what nobody is told of.

    `quiet` has the ends of the works on each service; `held` what fires meanwhile, with its
    severity and when it is looked at again.
    """

    now: int
    quiet: dict[str, list[int]]
    held: dict[tuple[str, str], dict[str, Any]]

    def _begin(self, identity: tuple[str, str], severity: int) -> None:
        raise NotImplementedError

    def _let_go(self) -> None:
        """Look at what is held and due: tell of it, or hold it until the next end."""
        for identity, held in list(self.held.items()):
            if held["look_at"] <= self.now:
                until = self._quiet_until(identity[0])
                if until is not None:
                    held["look_at"] = until
                else:
                    del self.held[identity]
                    self._begin(identity, held["severity"])

    def _quiet_until(self, service: str) -> int | None:
        """Return when the last window that holds now ends; nothing while none holds."""
        return max((end for end in self.quiet.get(service, []) if self.now < end), default=None)

    def _maintenance(self, event: dict[str, Any]) -> None:
        self.quiet.setdefault(event["service"], []).append(event["until"])
