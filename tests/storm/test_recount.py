"""The recount of a storm finds each broken promise, planted one by one in evidence in order."""

from dataclasses import replace as evolve
from typing import Any

import pytest

from tests.storm.evidence import Evidence, Message
from tests.storm.recount import broken_promises, counted

START = 1_700_000_000.0
WAYS = {"error": ["email", "sms"], "critical": ["email", "sms"]}
#: When each alert fired; the third is the worst.
FIRED = {"alert-1": 0.0, "alert-2": 0.5, "alert-3": 1.0, "alert-4": 7.5}
WORST = "alert-3"
ENDED = 100.0
#: When what leaves together.
Plan = list[tuple[float, list[str]]]
#: One alone, the worst alone, two together.
PLAN: Plan = [(0.1, ["alert-1"]), (1.1, [WORST]), (9.0, ["alert-2", "alert-4"])]


def instant(after: float) -> str:
    """Return that moment as text."""
    return f"2023-11-14T22:{13 + int(after + 20) // 60:02}:{(after + 20) % 60:06.3f}+00:00"


def posted(alert: str, after: float, action: str) -> dict[str, Any]:
    """Return what a sender was answered."""
    return {
        "at": instant(after),
        "answered_at": instant(after + 0.01),
        "alert": alert,
        "service": "a" if alert < WORST else "b",
        "severity": "critical" if alert == WORST else "error",
        "action": action,
        "status": 202,
    }


def told(after: float, kind: str, *alerts: str, purpose: str = "page") -> Message:
    """Return a message to the one person there is; a text message names its first alone."""
    named = frozenset(alerts if kind == "email" else alerts[:1])
    key = f"{kind} {purpose} {after}"
    return Message(key, START + after, "ana", kind, purpose, named, len(alerts))


def received() -> list[Message]:
    """Return everything that had to come: as planned, and the end of all."""
    pages = [told(after, kind, *alerts) for kind in WAYS["error"] for after, alerts in PLAN]
    return [*pages, told(ENDED + 4, "email", *FIRED, purpose="resolved")]


def rehearsal(plan: Plan) -> dict[str, Any]:
    """Return what a rehearsal says that goes so."""
    pages = [(kind, "page", after, alerts) for kind in WAYS["error"] for after, alerts in plan]
    rows = [
        {
            "at": instant(after),
            "person": "ana",
            "kind": kind,
            "purpose": purpose,
            "alerts": sorted(alerts),
        }
        for kind, purpose, after, alerts in [*pages, ("email", "resolved", ENDED + 4, [*FIRED])]
    ]
    return {"messages": rows}


def evidence(**changed: Any) -> Evidence:
    """Return what is left of four alerts and their end."""
    fired = [posted(alert, after, "trigger") for alert, after in FIRED.items()]
    ended = [posted(alert, ENDED + after, "resolve") for alert, after in FIRED.items()]
    state = {
        "incidents": [{"title": f"a {alert}", "status": "resolved"} for alert in FIRED],
        "alerts": [{"status": "resolved", "count": 4}],
        "notifications": [{"kind": "email", "status": "sent", "reason": "", "count": 12}],
        "steps planned": [{"count": 0}],
        "consequences waiting": [{"count": 0}],
    }
    people = {"a": "ana", "b": "ana"}
    scene = {"alerts": 4, "person": people, "ways": WAYS, "told when over": ["email"]}
    return Evidence(
        scene=scene,
        posted=[*fired, *ended],
        received=received(),
        rehearsal=rehearsal(PLAN),
        state={**state, **changed},
    )


def said(found: Evidence) -> set[str]:
    """Return the kinds of promises that were broken."""
    return {line.partition(":")[0] for line in broken_promises(found)}


def without(at: float, kind: str) -> Evidence:
    """Return the evidence of which one message is missing."""
    found = evidence()
    kept = [m for m in found.received if (m.at, m.kind) != (START + at, kind)]
    return evolve(found, received=kept)


def instead(at: float, *messages: Message) -> Evidence:
    """Return the evidence in which other messages came instead of those of that moment."""
    found = evidence()
    kept = [m for m in found.received if m.at != START + at]
    return evolve(found, received=[*kept, *messages])


def test_evidence_in_order_breaks_no_promise() -> None:
    """Each alert told alone or together, the worst at once, and the end of all: that is in order,
    and counted."""
    found = evidence()

    assert said(found) == set()
    assert counted(found)["pages"]["email"] == {"due": 4, "messages": 3}
    assert counted(found)["the sev1, seconds"] == {"email": 0.1, "sms": 0.1}
    assert counted(found)["as rehearsed, mails"] == {
        "alerts in the message they were rehearsed in": 8,
        "alerts at the edge of a window, in the one beside": 0,
        "alerts that came sooner than rehearsed": 0,
        "others": 0,
        "messages in another order": 0,
    }


def test_a_first_page_that_was_dropped_is_found() -> None:
    """Where gathering lost the first mail, its alert is lost and its service late; where a
    text, the sum is wrong."""
    assert said(without(0.1, "email")) == {"lost", "miscounted", "late"}
    assert said(without(0.1, "sms")) == {"miscounted"}


def test_a_worst_that_was_hidden_is_found() -> None:
    """Where the worst came as one of several, or late, that is said."""
    late = [told(7.5, kind, WORST) for kind in ("email", "sms")]
    among = [told(9.0, kind, "alert-2", WORST, "alert-4") for kind in ("email", "sms")]
    found = instead(9.0, *among)
    hidden = evolve(found, received=[m for m in found.received if m.at != START + 1.1])

    assert "hidden" in said(instead(1.1, *late))
    assert "hidden" in said(hidden)


def test_what_was_told_twice_or_to_somebody_else_is_found() -> None:
    """A second mail with another key, a mail to somebody it is not for, a list cut short."""
    found = evidence()
    first = found.received[0]
    again, astray = evolve(first, key="2"), evolve(first, key="2", person="ben")
    cut = [told(9.0, "sms", "alert-2", "alert-4"), evolve(told(9.0, "email", "alert-2"), count=2)]

    assert said(evolve(found, received=[*found.received, again])) >= {"repeated", "miscounted"}
    assert said(evolve(found, received=[*found.received, astray])) >= {"astray", "miscounted"}
    assert said(instead(9.0, *cut)) >= {"unnamed", "lost"}


def test_a_service_told_of_late_is_found() -> None:
    """More than five seconds from the first alert of a service to its first mail are too many."""
    late = [told(9.5, kind, "alert-1", "alert-2", "alert-4") for kind in ("email", "sms")]
    found = instead(9.0, *late)

    assert "late" in said(
        evolve(found, received=[m for m in found.received if m.at != START + 0.1])
    )


def test_a_flood_is_found() -> None:
    """More messages to one place than anybody reads."""
    flood = [evolve(told(3, "sms", "alert-1"), key=f"{n}") for n in range(20)]
    found = evidence()

    assert "flooded" in said(evolve(found, received=[*found.received, *flood]))


@pytest.mark.parametrize(
    "left",
    [
        {"incidents": [{"title": f"a {alert}", "status": "triggered"} for alert in FIRED]},
        {"alerts": [{"status": "firing", "count": 1}]},
        {"notifications": [{"kind": "sms", "status": "pending", "reason": "", "count": 1}]},
        {"steps planned": [{"count": 1}]},
        {"consequences waiting": [{"count": 1}]},
    ],
    ids=lambda left: next(iter(left)),
)
def test_what_is_left_over_is_found(left: dict[str, Any]) -> None:
    """An incident that goes on, a page that waits, a step that is planned: nothing may stay."""
    assert said(evidence(**left)) == {"left over"}


def test_a_lost_or_unended_alert_is_found() -> None:
    """An alert that was taken and is no incident, and one that never ended."""
    found = evidence()

    assert said(evidence(incidents=[])) >= {"lost"}
    assert "unended" in said(evolve(found, posted=found.posted[:-1]))


@pytest.mark.parametrize(
    "plan",
    [
        [*PLAN[:2], (9.0, ["alert-2"]), (8.6, ["alert-4"])],
        [(0.1, ["alert-2", "alert-4"]), (1.1, [WORST]), (9.0, ["alert-1"])],
    ],
    ids=["members", "order"],
)
def test_another_storm_than_the_rehearsed_is_found(plan: Plan) -> None:
    """Together with others than rehearsed, far from any moment a message left; another order."""
    assert said(evolve(evidence(), rehearsal=rehearsal(plan))) == {"unlike"}


def test_alerts_nobody_rehearsed_are_found() -> None:
    """Who is told what is the same in both."""
    assert "unrehearsed" in said(evolve(evidence(), rehearsal=rehearsal(PLAN[:-1])))
