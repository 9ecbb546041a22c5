"""Debian's Alertmanager, as its users run it, with Hikeshi as a webhook receiver."""

import shutil
from datetime import UTC, datetime, timedelta

import httpx
from attrs import frozen

from tests.product.programs import Programs, free_port

PROGRAM = "prometheus-alertmanager"
CONFIGURATION = """
route:
  receiver: hikeshi
  group_by: [alertname]
  group_wait: 100ms
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: hikeshi
    webhook_configs:
      - url: {url}
        send_resolved: true
"""


@frozen
class Alertmanager:
    """A running Alertmanager."""

    url: str

    async def fire(self, name: str, **labels: str) -> None:
        """Let an alert fire."""
        await self._post(name, labels, datetime.now(UTC) + timedelta(hours=1))

    async def resolve(self, name: str, **labels: str) -> None:
        """Let it end now."""
        await self._post(name, labels, datetime.now(UTC))

    async def _post(self, name: str, labels: dict[str, str], ends_at: datetime) -> None:
        alert = {
            "labels": {"alertname": name, **labels},
            "annotations": {"summary": f"{name} on {labels.get('instance', 'nothing')}"},
            "endsAt": ends_at.isoformat(),
        }
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{self.url}/api/v2/alerts", json=[alert])
            answer.raise_for_status()


async def start_alertmanager(programs: Programs, webhook_url: str) -> Alertmanager:
    """Start it, sending to that URL."""
    program = shutil.which(PROGRAM)
    assert program, f"{PROGRAM} is not installed: run scripts/system-packages as root (Debian)"
    file = programs.folder / "alertmanager.yml"
    file.write_text(CONFIGURATION.format(url=webhook_url), "utf-8")
    address = f"127.0.0.1:{free_port()}"
    running = programs.start(
        "alertmanager",
        program,
        f"--config.file={file}",
        f"--storage.path={programs.folder / 'alertmanager'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    )
    await running.until_ready(f"http://{address}/-/ready")
    return Alertmanager(f"http://{address}")
