"""Generated descriptions as suites for a rehearsal."""

from datetime import timedelta
from typing import Any

from tests.oracle.escalation_scenarios import START

#: Sets of holidays of one day each, counted from the Monday on which everything begins.
_DAYS = {"monday": 0, "sunday": -1, "tuesday": 1}


def as_suite(description: dict[str, Any]) -> dict[str, Any]:
    """Return the description as a suite of one scenario."""
    scenario = {
        "name": "generated",
        "start": START.isoformat(),
        "until_seconds": description["until"],
        "events": [_event(event) for event in description["events"]],
    }
    return {"version": 1, "configuration": configuration(description), "scenarios": [scenario]}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    kind = event["kind"].removeprefix("source_")
    plain: dict[str, Any] = {"after_seconds": event["at"], "kind": kind}
    if kind == "worker_down":
        return {**plain, "until_seconds": event["until"]}
    if kind == "maintenance":
        return {**plain, "service": event["service"], "until_seconds": event["until"]}
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


def configuration(description: dict[str, Any]) -> dict[str, Any]:
    last_resort = description["last_resort"]
    return {
        "version": 1,
        "users": [_person(key, zone) for key, zone in description["zones"].items()],
        "schedules": [
            {"key": key, "time_zone": "UTC", "layers": [], "overrides": [_span(s) for s in found]}
            for key, found in description["schedules"].items()
        ],
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


def _span(span: list[Any]) -> dict[str, Any]:
    start, end, user = span
    return {
        "start": (START + timedelta(seconds=start)).isoformat(),
        "end": (START + timedelta(seconds=end)).isoformat(),
        "user": user,
        "mode": "replace",
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
        "times": [{"time_zone": entry["zone"], **_window(entry)} for entry in when["times"]],
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
        "windows": [_window(window) for window in hours["windows"]],
        "holidays": [name for name, day in _DAYS.items() if day in hours["holidays"]],
        "always_high": [f"sev{number}" for number in hours["always_high"]],
    }


def _window(window: dict[str, Any]) -> dict[str, Any]:
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
