"""Goals 5 and 6: from an event leaving its sender to the page arriving at a webhook."""

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.instance import Instance, running
from tests.benchmarks.loading import load, percentile
from tests.benchmarks.results import Result

RATES = (50, 100, 200)
P50_MS, P99_MS = 2.5, 10
#: Of what can be taken in at most, while every event pages somebody.
SHARE_OF_MOST = 0.7
BUSY_P99_MS = 30
WORKERS = 2
PATIENCE_SECONDS = 180
TWO_WORKERS = f", api and {WORKERS} workers apart"


def measure(instance: Instance, *, quick: bool, goals: frozenset[int]) -> list[Result]:
    """Measure in one process and apart; every event is new and pages one person."""
    seconds = 3 if quick else 15
    results = _all_of(instance, seconds, goals, "")
    with (
        tempfile.TemporaryDirectory(prefix="hikeshi-bench-") as folder,
        running(Path(folder), workers=WORKERS) as apart,
    ):
        return results + _all_of(apart, seconds, goals, TWO_WORKERS)


def _all_of(instance: Instance, seconds: int, goals: frozenset[int], how: str) -> list[Result]:
    results: list[Result] = []
    if 5 in goals:
        results += [one for rate in RATES for one in _at(instance, rate, seconds, how)]
        if not how:
            results += _cost(instance, seconds)
    if 6 in goals:
        results += _busy(instance, seconds, how)
    return results


def _cost(instance: Instance, seconds: int) -> list[Result]:
    """Return what a page costs in one process, from the event to the outcome written down."""
    names = ("statements", "transactions")
    results = []
    for rate in (RATES[0], RATES[-1]):
        instance.wait_until_quiet()
        before = [instance.metric(f"hikeshi_database_{name}_total") for name in names]
        template = instance.event_template("hook")
        pages = len(load(instance.port, template, seconds=seconds, rate=rate)["sent"])
        instance.wait_until_quiet()
        after = [instance.metric(f"hikeshi_database_{name}_total") for name in names]
        results += [
            Result(
                goal=5,
                name=f"{name} a page costs, all duties included, {rate}/s",
                value=round((now - then) / pages, 2),
                unit="",
                target=None,
            )
            for name, then, now in zip(names, before, after, strict=True)
        ]
    return results


def _busy(instance: Instance, seconds: int, how: str) -> list[Result]:
    """Measure at a share of the rate at which the answers alone would keep everybody busy."""
    template = instance.event_template("hook")
    most = float(load(instance.port, template, seconds=seconds)["rate"])
    instance.wait_until_quiet()
    instance.received()
    rate = int(most * SHARE_OF_MOST)
    return [
        result
        for result in _at(instance, rate, seconds, how, goal=6, p99=BUSY_P99_MS)
        if result.target is not None
    ]


def _at(
    instance: Instance,
    rate: int,
    seconds: int,
    how: str,
    *,
    goal: int = 5,
    p99: float = P99_MS,
) -> list[Result]:
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
            goal=goal,
            name=f"event posted to page at the webhook, {rate}/s{how}, p{share:.0%}"[:-1],
            value=round(percentile(late, share), 2),
            unit="ms",
            target=target,
            peers=peers,
        )
        for share, target in ((0.5, P50_MS if goal == 5 else None), (0.99, p99))
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
