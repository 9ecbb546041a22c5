"""The fault campaign in short, as a gate runs it; `make chaos` runs it for ten minutes."""

from pathlib import Path

import pytest

from tests.chaos.campaign import Plan, campaign, report
from tests.chaos.controls import without_a_line
from tests.product.programs import programs

#: No waiting for anything: what is under way as everything is killed at last is still tried.
SHORT = Plan(
    seconds=6,
    services=4,
    workers=2,
    send_every=0.1,
    burst=8,
    kill_every=1.5,
    kill_api_every=4,
    crash_every=3,
    neighbours_every=0,
    step_seconds=3,
    window_seconds=1,
    calm_seconds=0,
    slow=False,
)


@pytest.mark.timeout(180)
async def test_no_page_is_lost_in_bad_weather(data_dir: Path, tmp_path: Path) -> None:
    """With providers that fail in every way, and workers, APIs and PostgreSQL killed meanwhile,
    no page is lost, none begins after an acknowledgement; a line less in a log, and one is."""
    async with programs(tmp_path) as started, campaign(SHORT, started, data_dir / "pg") as done:
        await done.run()
    found = report(SHORT, done, tmp_path)

    assert found["broken promises"] == []
    assert found["pages"]["lost"] == 0
    assert found["acknowledgements"]["attempts begun after one"] == 0
    assert found["pages"]["delivered"] > 0
    assert found["killed"]["worker"] > 0
    assert found["killed"]["PostgreSQL"] > 0
    assert [said.partition(":")[0] for said in without_a_line(tmp_path)] == ["lost"]
