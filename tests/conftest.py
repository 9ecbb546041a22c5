"""What every test may use."""

import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.postgres", "tests.peers.lending"]

# A busy machine is not a failure: examples have no deadline. The gate tries the same examples for
# everybody; `HYPOTHESIS_PROFILE=thorough` looks for new ones, many times as many.
settings.register_profile(
    "default",
    deadline=None,
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", parent=settings.get_profile("default"), max_examples=1000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _without_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees a setting somebody happens to have in their environment."""
    for name in list(os.environ):
        if name.startswith(("HIKESHI_", "PG")):
            monkeypatch.delenv(name)
