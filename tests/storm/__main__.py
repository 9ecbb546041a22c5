"""The storm: thousands of alerts in a minute against real processes, their end, and a recount.

`python -m tests.storm` (`make storm`) writes docs/reliability/storm.json, and beside it the logs it
was counted from. It exits 1 where a promise was broken, or where the recount does not notice a
fault that is put in on purpose.
"""

import argparse
import asyncio
import os
import platform
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from json import dumps, loads
from pathlib import Path
from typing import Any

from tests.postgres import data_folder
from tests.storm.evidence import read_evidence
from tests.storm.faulty import Fault
from tests.storm.living import lived
from tests.storm.recount import broken_promises, counted, shown
from tests.storm.rehearsed import rehearse
from tests.storm.scene import Scene

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reliability"
#: What the recount reads.
EVIDENCE = (
    *("scene.json", "posted.jsonl", "email.jsonl", "ntfy.jsonl", "sms.jsonl"),
    *("rehearsal.json", "state.json"),
)
#: A storm in which a fault is put in on purpose, and what the recount has to say of it.
SMALL = Scene(alerts=240, services=8, seconds=6, window=4)
FAULTS = {
    Fault.DROPS: ("each person's first mail dropped and called sent", "lost"),
    Fault.HIDES: ("the sev1 gathered like any other page", "hidden"),
}


async def live(scene: Scene, folder: Path, *, workers: int = 2, fault: Fault | None = None) -> None:
    """Live through a storm and rehearse it; everything a recount reads is in the folder then."""
    with data_folder() as data:
        await lived(scene, folder, data / "pg", workers=workers, fault=fault)
    posted = (folder / "posted.jsonl").read_text("utf-8").splitlines()
    say("rehearsing the same")
    told = await asyncio.to_thread(rehearse, scene, map(loads, posted))
    (folder / "rehearsal.json").write_text(dumps(told) + "\n", "utf-8")


async def control(fault: Fault) -> list[str]:
    """Return what the recount says of a small storm with workers that do something wrong."""
    with logs() as folder:
        await live(SMALL, folder, fault=fault)
        return list(broken_promises(read_evidence(folder)))


@contextmanager
def logs() -> Iterator[Path]:
    """Lend a folder for logs."""
    with tempfile.TemporaryDirectory(prefix="hk-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def say(what: str) -> None:
    """Tell whoever waits."""
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", file=sys.stderr, flush=True)


def report(folder: Path) -> dict[str, Any]:
    """Return what storm.json says of a storm whose logs are in that folder."""
    evidence = read_evidence(folder)
    return {
        "broken promises": shown(list(broken_promises(evidence))),
        **counted(evidence),
        "processor seconds": evidence.state["processor seconds"],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def write(found: dict[str, Any], folder: Path, out: Path) -> None:
    """Write the report, and what it was counted from; where something is wrong, all the logs."""
    out.mkdir(exist_ok=True, parents=True)
    with zipfile.ZipFile(out / "storm.zip", "w", zipfile.ZIP_LZMA) as archive:
        for name in EVIDENCE:
            archive.write(folder / name, name)
    (out / "storm.json").write_text(dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if found["broken promises"]:
        kept = Path(tempfile.mkdtemp(prefix="storm-")) / "logs"
        shutil.copytree(folder, kept)
        say(f"all logs: {kept}")


async def run(scene: Scene, out: Path) -> int:
    """Run the storm and its negative controls, write both down, and return the exit code."""
    with logs() as folder:
        say(f"a storm of {scene.alerts} alerts in {scene.seconds:g} seconds, then its end")
        await live(scene, folder)
        found = report(folder)
        noticed = True
        found["negative controls"] = {}
        for fault, (name, word) in FAULTS.items():
            say(f"on purpose: {name}")
            said = [line for line in await control(fault) if line.startswith(word)]
            found["negative controls"][name] = said[:3]
            noticed = noticed and bool(said)
        write(found, folder, out)
    print(dumps(found, indent=2, ensure_ascii=False))
    return 0 if noticed and not found["broken promises"] else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--services", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--window", type=int, help="seconds of gathering; as documented by default")
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args()
    wanted = Scene(
        alerts=given.alerts,
        services=given.services,
        seconds=given.seconds,
        window=given.window,
    )
    sys.exit(asyncio.run(run(wanted, given.out)))
