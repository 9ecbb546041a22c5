"""Expand calendars of strangers: in a process that is killed when it takes too long."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE

from hikeshi.kernel.conversion import json_converter, rfc3339, structure
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.occurrence import Occurrence
from hikeshi_server.inbound.calendars.errors import UnreadableCalendarError, check_kind

#: Wall-clock time for one file.
LONGEST_EXPANSION = 30.0
#: Rules of seconds, and rules that never come true, make the expansion look for ages.
MOST_CPU_SECONDS = 5
_CHILD = "hikeshi_server.inbound.calendars.child"


async def expand(
    raw: bytes,
    zone: str,
    window: Interval,
    *,
    skip_empty: bool = False,
    cpu_seconds: int = MOST_CPU_SECONDS,
) -> tuple[Occurrence, ...]:
    """Return the occurrences of a span of time, in order of their start.

    Args:
        raw: The file.
        zone: IANA name of the zone in which days and times without a zone are.
        window: What is asked about.
        skip_empty: Leave events out that last no time, instead of refusing the file.
        cpu_seconds: Processor time it may take.

    Raises:
        UnreadableCalendarError: It cannot be read, or not within the limits.
    """
    check_kind(raw)
    asked = (rfc3339(window.start), rfc3339(window.end), "skip" if skip_empty else "refuse")
    # Without this process's environment: it holds secrets, and the file is a stranger's.
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", _CHILD, str(cpu_seconds), zone, *asked,
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={},
    )  # fmt: skip
    try:
        async with asyncio.timeout(LONGEST_EXPANSION):
            written, _ = await child.communicate(raw)
    except TimeoutError:
        raise UnreadableCalendarError("its events take too long to expand") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return _read(child.returncode, written)


def _read(returncode: int | None, written: bytes) -> tuple[Occurrence, ...]:
    if returncode != 0:
        raise UnreadableCalendarError("its events cannot be expanded within the limits")
    answer = json.loads(written)
    if "error" in answer:
        raise UnreadableCalendarError(answer["error"])
    return tuple(structure(json_converter(), answer["occurrences"], list[Occurrence]))
