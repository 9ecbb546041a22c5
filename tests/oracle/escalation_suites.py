"""Generated descriptions as suites for a rehearsal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.oracle.escalation_parts import START
from tests.oracle.ledger import CHANGES, Ledger, instant
from tests.oracle.posts import ROUTES, SENDERS

Document = dict[str, Any]

#: Sets of holidays of one day each, counted from the Monday on which everything begins.
_DAYS = {"monday": 0, "sunday": -1, "tuesday": 1}


def _as_it_is(document: Document) -> Document:
    return document


def as_suite(
    description: dict[str, Any], dress: Callable[[Document], Document] = _as_it_is
) -> dict[str, Any]:
    """Return the description as a suite of one scenario.

    What people change meanwhile are configurations that come into force one after the other.

    Args:
        dress: Adds to each configuration what the description says nothing of.
    """
    ledger = Ledger(description)
    first = dress(configuration(description, ledger))
    events = []
    for event in description["events"]:
        if event["kind"] in CHANGES:
            ledger.apply(event)
            document = dress(configuration(description, ledger))
            fixed = {"after_seconds": event["at"], "kind": "configuration"}
            events.append({**fixed, "document": document})
        else:
            events.append(_event(event))
    scenario = {
        "name": "generated",
        "start": START.isoformat(),
        "until_seconds": description["until"],
        "events": events,
    }
    return {"version": 1, "configuration": first, "scenarios": [scenario]}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    kind = event["kind"].removeprefix("source_")
    plain: dict[str, Any] = {"after_seconds": event["at"], "kind": kind}
    if kind == "worker_down":
        return {**plain, "until_seconds": event["until"]}
    if kind == "maintenance":
        return {**plain, "service": event["service"], "until_seconds": event["until"]}
    if kind == "post":
        signal = {**plain, "kind": "signal", "integration": event["sender"]}
        return {**signal, "payload": event["payload"]}
    plain |= {"service": event["service"], "dedup_key": event["key"]}
    if kind == "trigger":
        plain["severity"] = f"sev{event['severity']}"
    if "by" in event:
        plain["by"] = event["by"]
    if "for" in event:
        plain["for_seconds"] = event["for"]
    if kind == "escalate":
        plain["step"] = event["step"]
    if kind == "reassign":
        plain["to"] = f"user:{event['user']}" if "user" in event else f"policy:{event['policy']}"
    return plain


def configuration(description: dict[str, Any], ledger: Ledger) -> Document:
    """Return the configuration of a description, as the ledger has it now."""
    last_resort = description["last_resort"]
    return {
        "version": 1,
        "users": [_person(key, zone) for key, zone in description["zones"].items()],
        "schedules": [
            {
                "key": key,
                "time_zone": "UTC",
                "layers": found,
                "overrides": [_override(entry) for entry in ledger.overrides[key]],
            }
            for key, found in description["layers"].items()
        ],
        "silences": [_silence(found) for found in ledger.silences],
        "integrations": [
            {"name": name, "kind": kind, "service": service}
            for name, (kind, service) in SENDERS.items()
        ],
        "routes": ROUTES,
        "escalation_policies": [
            {
                "key": key,
                "repeat": policy["repeat"],
                "steps": [_step(step) for step in policy["steps"]],
                "exhausted": _again(policy["exhausted"]),
            }
            for key, policy in description["policies"].items()
        ],
        "services": [
            {
                "key": key,
                "name": key,
                "escalation_policy": found["policy"],
                "acknowledge_timeout_seconds": found["timeout"],
                "auto_resolve_seconds": found["auto_resolve"],
                "support_hours": _hours(found["hours"]),
            }
            for key, found in description["services"].items()
        ],
        "holidays": DAYS,
        "organisation": {
            "last_resort": last_resort
            and {**(_again(last_resort) or {}), "after_seconds": last_resort["after"]}
        },
    }


def _person(key: str, zone: str) -> dict[str, Any]:
    phone = {"key": "phone", "kind": "sms", "address": "+81312345678", "verified": True}
    email = f"{key}@example.org"
    fixed = {"key": key, "name": key, "email": email, "time_zone": zone}
    return {**fixed, "contact_methods": [phone]}


def _override(entry: dict[str, Any]) -> dict[str, Any]:
    kept = {name: entry[name] for name in ("user", "mode", "replaces")}
    return {**kept, **_bounds(entry, "start", "end")}


def _silence(found: dict[str, Any]) -> dict[str, Any]:
    fixed = {"comment": found["name"], "matchers": matchers(found)}
    return {**fixed, **_bounds(found, "starts_at", "ends_at")}


def matchers(silence: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the conditions of a silence, as files and the API have them."""
    found = [{"name": "service", "value": silence["service"]}]
    if silence["title"] is not None:
        found.append({"name": "title", "value": silence["title"]})
    plain = [{**each, "is_regex": False, "is_equal": True} for each in found]
    if silence["severities"] is None:
        return plain
    words = "|".join(f"sev{number}" for number in silence["severities"])
    return [*plain, {"name": "severity", "value": words, "is_regex": True, "is_equal": True}]


def _bounds(entry: dict[str, Any], start: str, end: str) -> dict[str, str]:
    return {
        start: instant(entry["start"]).isoformat(),
        end: instant(entry["end"]).isoformat(),
    }


def _step(step: dict[str, Any]) -> dict[str, Any]:
    rule = step["on_empty"]
    if rule != "skip":
        rule = (
            {"wait_until_covered": {"max_seconds": rule["wait"]}}
            if "wait" in rule
            else {"fallback": _target(rule["fallback"])}
        )
    targets = [_target(target) for target in step["targets"]]
    return {
        "delay_seconds": step["delay"],
        "targets": targets,
        "on_empty": rule,
        "round_robin": step["in_turn"],
        "when": as_condition(step["when"]),
    }


def as_condition(when: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a condition as a file writes it."""
    if when is None:
        return None
    found: dict[str, Any] = {
        "severities": [f"sev{number}" for number in when["severities"]],
        "urgencies": when["urgencies"],
        "times": [{"time_zone": entry["zone"], **as_window(entry)} for entry in when["times"]],
    }
    if (holiday := when["holiday"]) is not None:
        (name,) = (name for name, day in _DAYS.items() if [day] == holiday["days"])
        found["holidays"] = {"set": name, "on": holiday["on"], "time_zone": holiday["zone"]}
    return found


def _hours(hours: dict[str, Any] | None) -> dict[str, Any] | None:
    if hours is None:
        return None
    return {
        "time_zone": hours["zone"],
        "windows": [as_window(window) for window in hours["windows"]],
        "holidays": [name for name, day in _DAYS.items() if day in hours["holidays"]],
        "always_high": [f"sev{number}" for number in hours["always_high"]],
    }


def as_window(window: dict[str, Any]) -> dict[str, Any]:
    """Return a window of the day as a file writes it."""
    return {
        "weekdays": window["weekdays"],
        "from": _time(window["from"]),
        "to": _time(window["to"]),
    }


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _date(day: int) -> str:
    return (START.date() + timedelta(days=day)).isoformat()


def _again(found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    targets = [_target(target) for target in found["targets"]]
    return {"targets": targets, "every_seconds": found["every"]}


def _target(target: str) -> dict[str, str]:
    kind, _, key = target.rpartition(":")
    return {"kind": kind or "user", "key": key}


#: The sets of holidays as a file writes them.
DAYS = [{"key": name, "source": {"dates": [_date(day)]}} for name, day in _DAYS.items()]
