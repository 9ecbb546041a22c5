"""Reads one calendar from stdin and writes its occurrences to stdout; started by `expanding`."""

import json
import resource
import sys

from hikeshi.kernel.conversion import json_converter, parse_instant
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.time_zones import time_zone
from hikeshi_server.inbound.calendars.reading import read_occurrences

MOST_MEMORY = 1_073_741_824


def main() -> None:
    """Read seconds, zone, window and what to do with empty events; the calendar from stdin."""
    seconds, zone, since, until, empty = sys.argv[1:6]
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
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
