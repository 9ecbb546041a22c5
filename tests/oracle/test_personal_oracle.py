"""Personal rules against a model of their own."""

from datetime import timedelta
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st
from tests.flow.story import a_configuration, a_method, a_person, a_step
from tests.oracle.escalation_parts import START
from tests.oracle.escalation_scenarios import conditions, windows
from tests.oracle.escalation_suites import DAYS, as_condition, as_window
from tests.oracle.hours_oracle import AHEAD
from tests.oracle.personal_oracle import told

from hikeshi.rehearsal.suite import run

KINDS = {"phone": "sms", "mail": "email", "log": "console"}
UNTIL = 36 * 3600

methods = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from(list(KINDS)), "verified": st.sampled_from([True, True, False])}
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda method: method["key"],
)


@st.composite
def descriptions(draw: st.DrawFn) -> dict[str, Any]:
    """A person with methods and rules, and the severity of what they are paged about."""
    found = draw(methods)
    rule = st.fixed_dictionaries(
        {
            "urgency": st.sampled_from(["high", "low"]),
            "delay": st.sampled_from([0, 60, 300, 1800, 7200]),
            "method": st.sampled_from([method["key"] for method in found]),
            "when": st.none() | conditions.map(lambda when: {**when, "urgencies": []}),
        }
    )
    floor = st.fixed_dictionaries(
        {
            "urgency": st.sampled_from(["high", "low"]),
            "kinds": st.sampled_from([["sms"], ["sms", "email"], ["console", "voice"]]),
            "within": st.sampled_from([30, 90, 330, 3600]),
        }
    )
    # Of two rules due at one instant about one incident both run: their order means nothing.
    unique = st.lists(rule, max_size=5, unique_by=lambda each: each["delay"])
    quiet = st.fixed_dictionaries(
        {
            "windows": windows.filter(lambda w: w["from"] != w["to"]).map(lambda w: [w]),
            "high_waits": st.booleans(),
        }
    )
    return {
        "quiet": draw(st.none() | quiet),
        "zone": draw(st.sampled_from(list(AHEAD))),
        "severity": draw(st.integers(1, 5)),
        "methods": found,
        "rules": draw(unique),
        "kinds": KINDS,
        "floor": draw(st.lists(floor, max_size=2, unique_by=lambda each: each["within"])),
    }


def rehearsed(described: dict[str, Any]) -> list[tuple[int, str]]:
    """Return the same from a rehearsal."""
    rules = [
        {
            "urgency": rule["urgency"],
            "delay_seconds": rule["delay"],
            "contact_method": rule["method"],
            "when": as_condition(rule["when"]),
        }
        for rule in described["rules"]
    ]
    quiet = described["quiet"]
    ana = a_person(
        "ana",
        time_zone=described["zone"],
        quiet_hours=quiet
        and {
            "windows": [as_window(window) for window in quiet["windows"]],
            "high_urgency_waits": quiet["high_waits"],
        },
        contact_methods=[
            a_method(m["key"], KINDS[m["key"]], verified=m["verified"])
            for m in described["methods"]
        ],
        notification_rules=rules,
    )
    floor = [
        {"urgency": f["urgency"], "kinds": f["kinds"], "within_seconds": f["within"]}
        for f in described["floor"]
    ]
    team = {"key": "sre", "members": [{"user": "ana"}], "floor": floor}
    configuration = a_configuration(
        a_step("ana", delay=10 * UNTIL), people=[ana, "dee"], holidays=DAYS, teams=[team]
    )
    severity = f"sev{described['severity']}"
    trigger = {"after_seconds": 0, "kind": "trigger", "service": "api", "dedup_key": "k"}
    scenario = {
        "name": "a page",
        "start": (START + timedelta(0)).isoformat(),
        "until_seconds": UNTIL,
        "events": [{**trigger, "severity": severity}],
    }
    suite = {"version": 1, "configuration": configuration, "scenarios": [scenario]}
    (played,) = run(suite, load=lambda path: None).scenarios
    return [
        (row["after_seconds"], row["contact_method"])
        for row in played.notifications
        if row["outcome"] == "delivered"
    ]


@settings(max_examples=100, deadline=None)
@given(descriptions())
def test_people_are_told_as_their_rules_say(described: dict[str, Any]) -> None:
    """Urgency, severity, hours, verification and floors decide, as a model of its own says."""
    note(str(described))

    assert rehearsed(described) == told(described)
