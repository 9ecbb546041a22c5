"""Goal 5: from an event leaving its sender to the page arriving at a webhook, at fixed rates."""

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.instance import Instance, running
from tests.benchmarks.loading import load, percentile
from tests.benchmarks.results import Result

RATES = (50, 100, 200)
P50_MS, P99_MS = 2.5, 10
PATIENCE_SECONDS = 180


def measure(instance: Instance, *, quick: bool, goals: frozenset[int]) -> list[Result]:
    """Measure at each rate, in one process and apart; every event is new and pages one person."""
    del goals
    seconds = 3 if quick else 15
    together = [result for rate in RATES for result in _at(instance, rate, seconds, "")]
    with tempfile.TemporaryDirectory(prefix="hikeshi-bench-") as folder:
        return together + _apart(Path(folder), seconds)


def _apart(folder: Path, seconds: int) -> list[Result]:
    """Measure with API and worker as processes of their own, on a port of their own."""
    with running(folder, apart=True) as instance:
        return [
            result
            for rate in RATES
            for result in _at(instance, rate, seconds, ", api and worker apart")
        ]


def _at(instance: Instance, rate: int, seconds: int, how: str) -> list[Result]:
    instance.wait_until_quiet()
    instance.received()
    answer = load(instance.port, instance.event_template("hook"), seconds=seconds, rate=rate)
    sent: dict[str, int] = answer["sent"]
    arrived = wait_for(instance, len(sent))
    late = [(arrived[key][0] - at) / 1e6 for key, at in sent.items()]
    twice = sum(len(times) > 1 for times in arrived.values())
    peers = {
        "answer p50 ms": round(answer["p50_ms"], 2),
        "answer p99 ms": round(answer["p99_ms"], 2),
        "pages": len(late),
        "arrived twice": twice,
    }
    return [
        Result(
            goal=5,
            name=f"event posted to page at the webhook, {rate}/s{how}, p{share:.0%}"[:-1],
            value=round(percentile(late, share), 2),
            unit="ms",
            target=target,
            peers=peers,
        )
        for share, target in ((0.5, P50_MS), (0.99, P99_MS))
    ]


def wait_for(instance: Instance, count: int) -> Mapping[str, Sequence[int]]:
    """Return the arrivals of that many titles, and whatever came with them."""
    arrived: dict[str, list[int]] = {}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(arrived) < count:
        for title, times in instance.received().items():
            arrived.setdefault(title, []).extend(times)
        if time.monotonic() > deadline:
            raise SystemExit(f"only {len(arrived)} of {count} pages arrived")
        time.sleep(0.2)
    return arrived
