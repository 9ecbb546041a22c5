"""What to paste into senders, with the real address and key."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.teams.model.integration import Integration, IntegrationKind


@frozen
class Snippet:
    """A text to copy.

    Args:
        kind: Which sender it is for; also the name of its explanation in the catalogue.
    """

    kind: str
    text: str


def snippets(integrations: Sequence[Integration], public_url: str) -> list[Snippet]:
    """Return a snippet for the first sender of each kind."""
    url = public_url.rstrip("/")
    found: list[Snippet] = []
    for kind, make in _MAKERS:
        sender = next((each for each in integrations if each.kind is kind), None)
        if sender is not None:
            found.append(Snippet(kind.value, make.format(url=url, key=sender.key)))
    return found


_PAGERDUTY = """\
curl -sS '{url}/v2/enqueue' \\
  -H 'Content-Type: application/json' \\
  -d '{{"routing_key": "{key}", "event_action": "trigger",
       "dedup_key": "first-try", "payload": {{"summary": "Disk almost full on db-1",
       "source": "db-1", "severity": "critical"}}}}'
"""
_ALERTMANAGER = """\
route:
  receiver: hikeshi
receivers:
  - name: hikeshi
    webhook_configs:
      - url: {url}/integrations/alertmanager/{key}
        send_resolved: true
"""
_GENERIC = """\
curl -sS '{url}/integrations/generic/{key}' \\
  -H 'Content-Type: application/json' \\
  -d '{{"title": "Backup failed", "dedup_key": "backup", "severity": "sev3"}}'
"""
_MAKERS = (
    (IntegrationKind.PAGERDUTY, _PAGERDUTY),
    (IntegrationKind.ALERTMANAGER, _ALERTMANAGER),
    (IntegrationKind.GENERIC, _GENERIC),
)
