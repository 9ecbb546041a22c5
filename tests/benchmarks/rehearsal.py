"""A thousand scenarios of 24 hours each, rehearsed (goal 13).

Run it: `python -m tests.benchmarks.rehearsal`. Each scenario is a day with one incident that is
escalated over two rounds, acknowledged, times out, is snoozed and resolved; the suite is read and
its configuration put in force within the time, and the scenarios are shared among as many processes
as there are processors, as `hikeshi rehearse` does. Best of three, after one round to warm up.
"""

import json
import os
import sys
import timeit
from typing import Any

from tests.flow.story import a_configuration, a_schedule, a_step, a_target

from hikeshi.rehearsal import run
from hikeshi_server.inbound.cli.processes import Processes

SCENARIOS = 1000
ROUNDS = 3
DAY = 86_400
#: Seconds for the whole suite.
TARGET = 1.0


def a_suite(scenarios: int) -> dict[str, Any]:
    """Return that many scenarios of one day over one configuration."""
    configuration = a_configuration(
        a_step("ana"),
        a_step("schedule:primary"),
        repeat=1,
        schedules=[a_schedule("primary", (0, 1440, "ben"))],
        service={"acknowledge_timeout_seconds": 1800},
        last_resort={"targets": [a_target("dee")], "after_seconds": 3600, "every_seconds": 3600},
    )
    about = {"service": "api", "dedup_key": "k"}
    events = [
        {"after_seconds": 0, "kind": "trigger", "severity": "sev1", **about},
        {"after_seconds": 1200, "kind": "acknowledge", "by": "ana", **about},
        {"after_seconds": 3100, "kind": "snooze", "by": "ben", "for_seconds": 36_000, **about},
        {"after_seconds": 43_200, "kind": "resolve", "by": "ben", **about},
    ]
    scenario = {
        "start": "2026-01-05T03:10:00+00:00",
        "until_seconds": DAY,
        "events": events,
    }
    named = [{"name": f"day {number}", **scenario} for number in range(scenarios)]
    return {"version": 1, "configuration": configuration, "scenarios": named}


def measure() -> dict[str, Any]:
    """Return the result as `make bench` writes it."""
    suite, jobs = a_suite(SCENARIOS), os.cpu_count() or 1
    share = Processes(jobs)
    report = run(a_suite(1), load=lambda path: None)
    pages = len(report.scenarios[0].pages)
    seconds = min(
        timeit.repeat(
            lambda: run(suite, load=lambda path: None, share=share), number=1, repeat=ROUNDS
        )
    )
    return {
        "goal": 13,
        "name": f"rehearsal of {SCENARIOS} scenarios of 24 h, {pages} pages each, {jobs} processes",
        "value": round(seconds, 3),
        "unit": "s",
        "target": TARGET,
        "met": seconds <= TARGET,
    }


if __name__ == "__main__":
    json.dump([measure()], sys.stdout, indent=2)
    print()
