"""Debian's Alertmanager as a peer: it takes alerts into memory and forgets them on a restart."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.instance import request
from tests.benchmarks.load_client import PLACEHOLDER

PROGRAM = Path("/usr/bin/prometheus-alertmanager")
PORT = 18_432
_CONFIGURATION = """
route: {receiver: nobody, group_by: [alertname], group_wait: 10m}
receivers: [{name: nobody}]
"""


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """Run an Alertmanager and yield its port."""
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "alertmanager.yml"
    configuration.write_text(_CONFIGURATION, "utf-8")
    command = [
        str(PROGRAM),
        f"--config.file={configuration}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{PORT}",
        "--cluster.listen-address=",
        "--log.level=error",
    ]
    with (folder / "log").open("wb") as log:
        peer = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until_ready()
        yield PORT
    finally:
        peer.terminate()
        peer.wait(30)


def _wait_until_ready() -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/-/ready"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit("Alertmanager did not start")


def template() -> str:
    """Return a whole request: one alert, keyed by the placeholder."""
    alert = {
        "labels": {
            "alertname": "DiskFull",
            "instance": PLACEHOLDER,
            "severity": "critical",
            "component": "postgresql",
        },
        "annotations": {"summary": PLACEHOLDER, "free": "1 %", "mount": "/var/lib/postgresql"},
    }
    return request("/api/v2/alerts", json.dumps([alert]))
