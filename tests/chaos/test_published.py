"""What docs/reliability says of the last campaign is what its logs say."""

import subprocess
import sys
from json import loads

from tests.chaos.campaign import FOLDER
from tests.chaos.evidence import read_evidence
from tests.chaos.recount import broken_promises, counted
from tests.product.programs import ROOT

PUBLISHED = loads((FOLDER / "campaign.json").read_text("utf-8"))


def test_the_published_numbers_are_those_of_the_published_logs() -> None:
    """Recounting the archive gives every number of campaign.json, and no broken promise."""
    evidence = read_evidence(FOLDER / "evidence.zip")
    found = counted(evidence)

    assert list(broken_promises(evidence)) == PUBLISHED["broken promises"] == []
    assert {name: PUBLISHED[name] for name in found} == found
    assert found["pages"]["intended"] >= 10_000
    assert found["pages"]["lost"] == found["acknowledgements"]["attempts begun after one"] == 0
    assert all(PUBLISHED["negative controls"].values())


def test_a_stranger_can_recount_with_python_alone() -> None:
    """The recount runs without any package, in the project's folder."""
    ran = subprocess.run(
        [sys.executable, "-E", "-S", "-m", "tests.chaos.recount", str(FOLDER / "evidence.zip")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=100,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert loads(ran.stdout)["pages"] == PUBLISHED["pages"]
