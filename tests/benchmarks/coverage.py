"""Coverage of a hundred services over ninety days (goal 13).

Run it: `python -m tests.benchmarks.coverage`. Each service follows a policy of its own over two
schedules of its own: weekly turns at all hours, and daily turns in office hours of a zone that
changes its clock within the ninety days. A third of the policies wait for the office to open.
Everything is computed within the time, from the configuration's objects on, for all five
severities. Best of three, after one round to warm up.
"""

import json
import sys
import timeit
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.flow.story import a_configuration, a_person, a_step, a_target

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.coverage import coverage
from hikeshi.flow.directory import Directory
from hikeshi.kernel.intervals import Interval

SERVICES = 100
ROUNDS = 3
SINCE = datetime(2026, 1, 26, tzinfo=UTC)
NINETY_DAYS = Interval(SINCE, SINCE + timedelta(days=90))
#: Seconds for all of it.
TARGET = 1.0


def a_rota(key: str, kind: str, *restrictions: Any) -> dict[str, Any]:
    """Return a schedule of three people in turn."""
    layer = {
        "name": "turns",
        "users": ["ana", "ben", "cai"],
        "rotation": {"type": kind, "length": 1},
        "start": "2026-01-05T09:00:00",
        "restrictions": list(restrictions),
    }
    return {"key": key, "time_zone": "Europe/Berlin", "layers": [layer]}


def a_policy(number: int) -> dict[str, Any]:
    """Return a policy over the schedules of that number."""
    waits = {"on_empty": {"wait_until_covered": {"max_seconds": 7200}}} if number % 3 == 0 else {}
    steps = [
        a_step(f"schedule:office-{number}", delay=300, **waits),
        a_step(f"schedule:night-{number}", delay=600),
        a_step("dee", delay=900),
    ]
    return {"key": f"policy-{number}", "repeat": 1, "steps": steps}


def an_organisation(services: int) -> Directory:
    """Return so many services, each with schedules and a policy of its own."""
    numbers = range(services)
    office = {"type": "daily", "from": "09:00", "to": "17:00"}
    configuration = a_configuration(
        people=[
            *(a_person(key) for key in ("ana", "ben", "dee")),
            a_person("cai", contact_methods=[], notification_rules=[]),
        ],
        schedules=[
            *(a_rota(f"office-{number}", "daily", office) for number in numbers),
            *(a_rota(f"night-{number}", "weekly") for number in numbers),
        ],
        last_resort={"targets": [a_target("dee")], "after_seconds": 3600, "every_seconds": 3600},
    )
    configuration["escalation_policies"] = [a_policy(number) for number in numbers]
    configuration["services"] = [
        {"key": f"service-{number}", "escalation_policy": f"policy-{number}"} for number in numbers
    ]
    return directory_of(read(configuration))


def measure() -> dict[str, Any]:
    """Return the result as `make bench` writes it."""
    directory = an_organisation(SERVICES)
    found = coverage(an_organisation(1), NINETY_DAYS)
    seconds = min(timeit.repeat(lambda: coverage(directory, NINETY_DAYS), number=1, repeat=ROUNDS))
    stretches = len(found[0].stretches)
    return {
        "goal": 13,
        "name": f"coverage of {SERVICES} services x 90 days, {stretches} stretches a row",
        "value": round(seconds, 3),
        "unit": "s",
        "target": TARGET,
        "met": seconds <= TARGET,
    }


if __name__ == "__main__":
    json.dump([measure()], sys.stdout, indent=2)
    print()
