"""Reads one calendar from stdin and writes its occurrences to stdout; started by `expanding`."""

import json
import resource
import sys

from hikeshi.kernel.conversion import json_converter, parse_instant
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.time_zones import time_zone
from hikeshi_server.inbound.calendars.reading import read_occurrences

#: Rules of seconds, and rules that never come true, make the expansion look for ages.
MOST_CPU_SECONDS = 5
MOST_MEMORY = 1_073_741_824


def main() -> None:
    """Read zone, window and what to do with empty events, then the calendar from stdin."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    zone, since, until, empty = sys.argv[1:5]
    window = Interval(parse_instant(since), parse_instant(until))
    try:
        raw = sys.stdin.buffer.read()
        found = read_occurrences(raw, time_zone(zone), window, skip_empty=empty == "skip")
    except HikeshiError as error:
        answer = {"error": error.detail}
    else:
        answer = {"occurrences": json_converter().unstructure(found)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
