"""Which alerts of a service share an incident."""

from datetime import timedelta

from attrs import frozen

from hikeshi.alerts.model.signal import Signal
from hikeshi.kernel.ids import ServiceId


@frozen
class Grouping:
    """Alerts of a service that agree in some fields join one incident for a while.

    Args:
        by: Fields that must agree: `labels.NAME`, `title`, `source` or `severity`.
        window: How long after its start an open incident takes in further alerts.
    """

    service_id: ServiceId
    by: tuple[str, ...]
    window: timedelta

    def key(self, signal: Signal) -> str:
        """Return what alerts of one incident have in common."""
        return "\x1f".join(f"{name}={_value(signal, name)}" for name in self.by)


#: No text a person writes, and unlike U+0000 one that a database keeps.
_ABSENT = "\x1e"


def _value(signal: Signal, name: str) -> str:
    if name.startswith("labels."):
        return signal.labels.get(name.removeprefix("labels."), _ABSENT)
    if name == "severity":
        return signal.severity.value if signal.severity is not None else _ABSENT
    return str(getattr(signal, name, _ABSENT))
