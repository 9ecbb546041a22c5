"""Which service a signal belongs to when its integration does not say."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from hikeshi.alerts.errors import RoutesIncompleteError
from hikeshi.alerts.model.signal import Signal
from hikeshi.kernel.ids import RouteId, ServiceId
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class Route:
    """An entry of the ordered list of routes.

    Args:
        labels: Labels a signal must carry with exactly these values; nothing = every signal.
        severity: Replaces what the sender says, where set.
        position: Its place in the list, from 0.
    """

    id: RouteId
    service_id: ServiceId
    labels: Mapping[str, str] | None = None
    severity: Severity | None = None
    position: int = 0
    version: int = 1

    def matches(self, signal: Signal) -> bool:
        """Say whether the signal goes this way; an absent label never equals a value."""
        if self.labels is None:
            return True
        return all(signal.labels.get(name) == value for name, value in self.labels.items())


def route(signal: Signal, routes: Sequence[Route]) -> Route | None:
    """Return the first route that matches; the last one matches all, where there are any."""
    return next((entry for entry in routes if entry.matches(signal)), None)


def check_complete(routes: Sequence[Route]) -> None:
    """Refuse a list whose last entry does not catch everything.

    Raises:
        RoutesIncompleteError: Always naming the last entry.
    """
    if routes and routes[-1].labels is not None:
        raise RoutesIncompleteError.at(
            f"/{len(routes) - 1}/match", "the last route must match all, so that nothing is lost"
        )
