"""An alert as Alertmanager posts it (webhook, version 4)."""

from typing import Any

_LABELS = {"alertname": "CheckoutErrors", "severity": "critical", "instance": "web-3"}
#: What identifies the alert to Hikeshi, as it does to Alertmanager.
FINGERPRINT = "791cec13fcba0368"
_NEVER = "0001-01-01T00:00:00Z"


def payload(status: str) -> dict[str, Any]:
    """Return the message that says the alert is `firing` or `resolved`."""
    annotations = {"summary": "One checkout in five fails"}
    ends_at = _NEVER if status == "firing" else "2026-01-05T03:40:00Z"
    return {
        "version": "4",
        "groupKey": '{}:{alertname="CheckoutErrors"}',
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "hikeshi",
        "groupLabels": {"alertname": "CheckoutErrors"},
        "commonLabels": _LABELS,
        "commonAnnotations": annotations,
        "externalURL": "http://alertmanager.example.org",
        "alerts": [
            {
                "status": status,
                "labels": _LABELS,
                "annotations": annotations,
                "startsAt": "2026-01-05T03:10:00Z",
                "endsAt": ends_at,
                "generatorURL": "",
                "fingerprint": FINGERPRINT,
            }
        ],
    }
