"""Log lines name what went wrong and never hold the values of variables."""

import subprocess
import sys

import pytest

_FAILING = """
import structlog
from hikeshi_server.outbound.telemetry.logs import configure_logs

def fail(secret):
    return 1 / len(secret.strip("c4ey"))

configure_logs(level="info", as_json={as_json})
try:
    fail("c4ey" * 8)
except ZeroDivisionError:
    structlog.get_logger().exception("it_failed")
"""


@pytest.mark.parametrize("as_json", [True, False])
def test_exceptions_are_logged_without_values(as_json: bool) -> None:
    """The values of variables stay out of the log: they hold keys, addresses and messages."""
    command = [sys.executable, "-c", _FAILING.format(as_json=as_json)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr

    assert "it_failed" in said
    assert "ZeroDivisionError" in said
    assert "c4ey" * 8 not in said
