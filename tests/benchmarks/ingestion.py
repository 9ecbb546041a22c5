"""Goals 1, 2 and 3: single events over HTTP, answered once they are committed."""

import statistics
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks import alertmanager
from tests.benchmarks.instance import Instance, running
from tests.benchmarks.loading import CONNECTIONS, load, medians, pgbench, prepare_pgbench
from tests.benchmarks.results import RATIO, Result

#: What is sent, and the goals: beside pgbench with 32 clients, beside Alertmanager in memory.
REPEATS, NEW = "90 % repeats, 10 % new", "all new"
MIXES = {REPEATS: (0.9, 0.5), NEW: (0.0, 0.25)}
BESIDE_ALERTMANAGER = 0.75
P99_MS = 12
#: With the duties in a process of their own the API has a core for itself.
WORKERS = 1
APART = ", api and a worker apart"


#: In a storm very many senders speak at once; how long answers take is asked of fewer.
CONNECTIONS_IN_A_STORM = 256
_STORM = f"durable events over {CONNECTIONS_IN_A_STORM} connections"


class Rounds:
    """Takes one measurement of each kind in turn, and keeps what it saw of 64 connections."""

    def __init__(self, instance: Instance, seconds: int) -> None:
        self._instance, self._seconds = instance, seconds
        self.answers: dict[str, list[dict[str, Any]]] = {mix: [] for mix in MIXES}

    def pgbench(self) -> float:
        """Return PostgreSQL's own rate."""
        return pgbench(self._instance, self._seconds)

    def storm(self, mix: str) -> float:
        """Return our rate; what it leaves to send is sent before the next measurement."""
        return float(self._product(mix, CONNECTIONS_IN_A_STORM)["rate"])

    def answering(self, mix: str) -> float:
        """Return our rate over 64 connections, and keep how long the answers took."""
        answer = self._product(mix, CONNECTIONS)
        self.answers[mix].append(answer)
        return float(answer["rate"])

    def peer(self, mix: str) -> float:
        """Return Alertmanager's rate."""
        answer = self._load(alertmanager.PORT, alertmanager.template(), mix)
        return float(answer["rate"])

    def _product(self, mix: str, connections: int) -> dict[str, Any]:
        template = self._instance.event_template("console")
        answer = self._load(self._instance.port, template, mix, connections)
        self._instance.wait_until_quiet()
        return answer

    def _load(
        self, port: int, template: str, mix: str, connections: int = CONNECTIONS_IN_A_STORM
    ) -> dict[str, Any]:
        repeats, _ = MIXES[mix]
        return load(port, template, seconds=self._seconds, repeats=repeats, connections=connections)

    def milliseconds(self, mix: str, name: str) -> float:
        """Return the median over the rounds of `p50_ms` or `p99_ms`."""
        return round(statistics.median(answer[name] for answer in self.answers[mix]), 1)


def measure(instance: Instance, *, quick: bool, goals: frozenset[int]) -> list[Result]:
    """Measure goals 1, 2 and 3 in interleaved rounds, in one process and apart."""
    seconds, rounds = (2, 1) if quick else (6, 3)
    results = _beside_peers(instance, seconds, rounds, goals)
    with (
        tempfile.TemporaryDirectory(prefix="hikeshi-bench-") as folder,
        running(Path(folder), workers=WORKERS) as apart,
    ):
        return results + _taken(apart, seconds, rounds, [], APART)


def _beside_peers(
    instance: Instance, seconds: int, rounds: int, goals: frozenset[int]
) -> list[Result]:
    if 2 not in goals or not alertmanager.PROGRAM.exists():
        return _taken(instance, seconds, rounds, [], "")
    with alertmanager.running(Path(instance.folder) / "alertmanager"):
        return _taken(instance, seconds, rounds, list(MIXES), "")


def _taken(
    instance: Instance, seconds: int, count: int, peers: Sequence[str], how: str
) -> list[Result]:
    prepare_pgbench(instance)
    rounds = Rounds(instance, seconds)
    measures: list[Callable[[], float]] = [
        rounds.pgbench,
        *(partial(rounds.storm, mix) for mix in MIXES),
        *(partial(rounds.answering, mix) for mix in MIXES),
        *(partial(rounds.peer, mix) for mix in peers),
    ]
    return _results(rounds, medians(count, measures), how)


def _results(rounds: Rounds, found: Sequence[float], how: str) -> list[Result]:
    limit, ours, fewer, theirs = found[0], found[1:3], found[3:5], found[5:]
    results = [
        Result(
            goal=1,
            name=f"{_STORM}, {mix}, beside pgbench(32){how}",
            value=round(rate / limit, 3),
            unit=RATIO,
            target=MIXES[mix][1],
            peers={
                "pgbench per s": round(limit),
                "events per s": round(rate),
                f"events per s over {CONNECTIONS} connections": round(less),
            },
        )
        for mix, rate, less in zip(MIXES, ours, fewer, strict=True)
    ]
    results += [
        Result(
            goal=2,
            name=f"{_STORM}, {mix}, beside Alertmanager in memory{how}",
            value=round(rate / peer, 3),
            unit=RATIO,
            target=BESIDE_ALERTMANAGER,
            peers={"Alertmanager per s": round(peer), "events per s": round(rate)},
        )
        for mix, rate, peer in zip(MIXES, ours, theirs, strict=False)
    ]
    return results + [
        Result(
            goal=3,
            name=f"p99 of the durable answer at {CONNECTIONS} connections, {mix}{how}",
            value=rounds.milliseconds(mix, "p99_ms"),
            unit="ms",
            target=P99_MS,
            peers={"p50 ms": rounds.milliseconds(mix, "p50_ms")},
        )
        for mix in MIXES
    ]
