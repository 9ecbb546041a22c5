"""Many questions to schedules, one JSON object a line; a bad line spoils no other."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hikeshi.kernel.conversion import parse_instant
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.intervals import Interval
from hikeshi_server.inbound.cli.roster_file import RosterFile

_AT = frozenset({"schedule", "at"})
_BETWEEN = frozenset({"schedule", "since", "until"})
_MAYBE_GAPS = _BETWEEN | {"gaps"}


def answers(roster: RosterFile, lines: Iterable[bytes]) -> Iterator[str]:
    """Yield the answer to each line that is not blank, as a line of JSON."""
    return (json.dumps(answer(roster, line)) for line in lines if line.strip())


def answer(roster: RosterFile, line: bytes) -> dict[str, Any]:
    """Answer one line: `on_call`, `shifts` or `gaps`, or `error`."""
    try:
        query = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "is no JSON"}
    try:
        return _answer(roster, query)
    except HikeshiError as error:
        return {"error": error.detail}
    except (ValueError, OverflowError) as error:
        return {"error": str(error)}


def _answer(roster: RosterFile, query: object) -> dict[str, Any]:
    if not isinstance(query, Mapping):
        raise ValueError("must be an object such as {“schedule”: KEY, “at”: TIME}")
    key = _text(query, "schedule")
    if "known_at" in query:
        raise ValueError("known_at: a file holds what is known now; ask a server what was known")
    if query.keys() == _AT:
        return roster.on_call(key, _instant(query, "at"))
    if not _BETWEEN <= query.keys() <= _MAYBE_GAPS:
        raise ValueError("must have the fields schedule and at, or schedule, since and until")
    interval = Interval(_instant(query, "since"), _instant(query, "until"))
    wanted = query.get("gaps", False)
    if not isinstance(wanted, bool):
        raise ValueError("gaps: must be true or false")
    return roster.gaps(key, interval) if wanted else roster.shifts(key, interval)


def _instant(query: Mapping[str, Any], name: str) -> Any:
    text = _text(query, name)
    try:
        return parse_instant(text)
    except OverflowError:
        raise ValueError(f"{name}: is outside the years 1 to 9999") from None
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _text(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name}: must be text" if name in query else f"{name}: is required")
    return value
