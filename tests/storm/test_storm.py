"""The storm in short, as a gate lives through it; `make storm` lets 10,000 alerts come."""

from json import loads
from pathlib import Path

import pytest

from tests.storm.__main__ import live
from tests.storm.evidence import read_evidence
from tests.storm.recount import broken_promises, counted
from tests.storm.scene import Scene

#: Gathered for seconds instead of a minute, so that nobody waits for the end of windows.
SHORT = Scene(alerts=160, services=8, seconds=2, window=2)


@pytest.mark.timeout(600)
async def test_a_storm_tells_everybody_and_hides_nothing(tmp_path: Path) -> None:
    """Real processes bring each alert and its end to its person in few messages, the sev1 alone,
    as rehearsed; a line less in a log, and something is lost."""
    await live(SHORT, tmp_path, workers=1)
    evidence = read_evidence(tmp_path)

    assert list(broken_promises(evidence)) == []
    assert counted(evidence)["pages"]["email"]["messages"] < SHORT.alerts / 4
    log = tmp_path / "email.jsonl"
    first, *others = log.read_text("utf-8").splitlines()
    log.write_text("\n".join(others) + "\n", "utf-8")
    named = loads(first)["headers"]["subject"].rpartition(" ")[-1]
    said = list(broken_promises(read_evidence(tmp_path)))
    assert any(line.startswith("lost") and named in line for line in said)
