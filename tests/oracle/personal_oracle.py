"""When a page reaches one person: a model of its own, written from the rules and nothing else.

Second 0 is when the page comes; the person alone is paged, once, and never acknowledges.
"""

from typing import Any

from tests.oracle.hours_oracle import day_of, is_open, spans


def told(described: dict[str, Any]) -> list[tuple[int, str]]:
    """Return after how many seconds, and by which method, the person is told."""
    urgency = "high" if described["severity"] <= 2 else "low"
    verified = [method["key"] for method in described["methods"] if method["verified"]]
    running = [
        (rule["delay"], rule["method"])
        for rule in described["rules"]
        if rule["urgency"] == urgency
        and rule["method"] in verified
        and _holds(rule["when"], described)
    ]
    if not running:
        running = [(0, key) for key in verified[:1]]
    kinds = described["kinds"]
    # The stricter floor first: what it adds may be enough for the others.
    for floor in sorted(described["floor"], key=lambda each: each["within"]):
        enough = [d for d, key in running if kinds[key] in floor["kinds"] and d <= floor["within"]]
        fitting = [key for key in verified if kinds[key] in floor["kinds"]]
        if floor["urgency"] == urgency and not enough and fitting:
            running.append((floor["within"], fitting[0]))
    quiet = described["quiet"]
    if quiet is None or (urgency == "high" and not quiet["high_waits"]):
        return sorted(running, key=lambda entry: entry[0])
    asleep = spans(quiet["windows"], described["zone"], [])
    if urgency == "high" and any(start <= 0 < end for start, end in asleep):
        return []  # the step pages others, and there are none
    held = [(_elapsed(delay, asleep), key) for delay, key in running]
    return sorted(held, key=lambda entry: entry[0])


def _elapsed(delay: int, asleep: list[tuple[int, int]]) -> int:
    """Return when so many seconds have passed, counting none in which the person is asleep."""
    minute = 0
    while True:
        awake = not any(start <= minute < end for start, end in asleep)
        if awake and delay < 60:
            return minute + delay
        delay -= 60 * awake
        minute += 60


def _holds(when: dict[str, Any] | None, described: dict[str, Any]) -> bool:
    """Say whether a condition holds at second 0; `responder` is the person's own zone."""
    if when is None:
        return True
    own = described["zone"]
    zones = [own if entry["zone"] == "responder" else entry["zone"] for entry in when["times"]]
    pairs = list(zip(when["times"], zones, strict=True))
    holiday = when["holiday"]
    return (
        (not when["severities"] or described["severity"] in when["severities"])
        and (not pairs or any(is_open([entry], zone, [], 0) for entry, zone in pairs))
        and (holiday is None or (day_of(holiday["zone"], 0) in holiday["days"]) is holiday["on"])
    )
