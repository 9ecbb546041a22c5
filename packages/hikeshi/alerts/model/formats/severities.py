"""The published table: what a sender's word means, and what holds where it says nothing."""

from types import MappingProxyType
from typing import Any

from hikeshi.kernel.severity import Severity

_SEV1, _SEV2, _SEV3, _SEV4, _SEV5 = Severity

#: `payload.severity` of the PagerDuty Events API v2.
PAGERDUTY = MappingProxyType({"critical": _SEV1, "error": _SEV2, "warning": _SEV3, "info": _SEV4})

#: The label `severity` of Alertmanager, Prometheus and Grafana, and the generic field.
LABELS = MappingProxyType(
    {
        **dict.fromkeys(("critical", "page", "emergency", "sev1", "p1"), _SEV1),
        **dict.fromkeys(("error", "major", "high", "sev2", "p2"), _SEV2),
        **dict.fromkeys(("warning", "warn", "minor", "sev3", "p3"), _SEV3),
        **dict.fromkeys(("info", "information", "low", "sev4", "p4"), _SEV4),
        **dict.fromkeys(("none", "debug", "sev5", "p5"), _SEV5),
    }
)

#: What applies per kind of integration where the sender says nothing, or nothing known.
DEFAULTS = MappingProxyType(
    {
        "pagerduty": _SEV2,
        "opsgenie": _SEV3,
        "alertmanager": _SEV2,
        "prometheus": _SEV2,
        "grafana": _SEV2,
        "cloudwatch": _SEV2,
        "generic": _SEV3,
        "github": _SEV3,
        "email": _SEV3,
    }
)


def default_severity(kind: str) -> Severity:
    """Return what applies to an integration of that kind unless it has a default of its own."""
    return DEFAULTS.get(kind, _SEV2)


def from_pagerduty(text: Any) -> Severity | None:
    """Return what PagerDuty's word means; nothing for anything else: the default applies."""
    return _look_up(PAGERDUTY, text)


def from_label(text: Any) -> Severity | None:
    """Return what the label means; nothing for anything else: the default applies."""
    return _look_up(LABELS, text)


def _look_up(table: MappingProxyType[str, Severity], text: Any) -> Severity | None:
    if not isinstance(text, str):
        return None
    # Senders write the words of the table; only where they do not, spelling is forgiven.
    return table.get(text) or table.get(text.strip().lower())
