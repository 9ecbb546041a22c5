"""Long runs say how far they are."""

from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def say(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Write a line to whoever watches, past what the test run captures."""
    capturing = pytestconfig.pluginmanager.getplugin("capturemanager")

    def written(line: str) -> None:
        with capturing.global_and_fixture_disabled():
            print(line, flush=True)

    return written
