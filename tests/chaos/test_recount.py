"""The recount finds each broken promise, planted one by one in evidence that is in order."""

from dataclasses import replace as evolve
from typing import Any

import pytest

from tests.chaos.recount import Arrival, Evidence, broken_promises

ROW = {"notification_id": "n1", "incident_id": "i1", "number": 1}
PAGE = {
    "id": "n1",
    "incident_id": "i1",
    "user_id": "ana",
    "kind": "webhook",
    "step": 1,
    "round": 1,
    "purpose": "page",
    "status": "sent",
    "outcome": "accepted",
}
LOST, RECORDED = {"worker": "w1", "outcome": None}, {"worker": "w2", "outcome": "accepted"}
BEGUN = {"kind": "attempt", "incident_id": "i1", "notification_id": "n1", "purpose": "page"}
TAKEN = {"kind": "status", "incident_id": "i1", "status": "acknowledged"}


def evidence(**changed: Any) -> Evidence:
    """Return what is left of one alert: paged, repeated after a kill, acknowledged."""
    state = {
        "alerts": [{"dedup_key": "a", "incident_id": "i1"}],
        "incidents": [
            {
                "id": "i1",
                "number": 1,
                "status": "triggered",
                "next_step_at": None,
                "exhausted": True,
            }
        ],
        "notifications": [PAGE],
        "attempts": [{**ROW, **LOST}, {**ROW, **RECORDED, "number": 2}],
        "witness": [{**BEGUN, "attempt": 1}, {**BEGUN, "attempt": 2}, TAKEN],
    }
    return Evidence(
        told=[{"dedup_key": "a", "status": 202}],
        killed=frozenset({"w1"}),
        arrivals=[Arrival("n1", "webhook", 1), Arrival("n1", "webhook", 2)],
        unsigned=0,
        state={**state, **changed},
    )


def said(found: Evidence) -> list[str]:
    """Return the kinds of promises that were broken."""
    return [line.partition(":")[0] for line in broken_promises(found)]


def test_evidence_in_order_breaks_no_promise() -> None:
    """A page, repeated because its worker was killed, and then acknowledged, is in order."""
    assert said(evidence()) == []


def test_each_broken_promise_is_found() -> None:
    """A lost alert, a repetition no kill explains, and a message without an attempt are found."""
    unpaged = evolve(evidence(notifications=[]), arrivals=[])
    twice = evidence(notifications=[PAGE, {**PAGE, "id": "n2"}])
    under_other_key = evolve(twice, arrivals=[Arrival("n1", "webhook"), Arrival("n2", "webhook")])

    assert said(evidence(alerts=[])) == ["lost"]
    assert said(unpaged) == ["silent"]
    assert said(evolve(evidence(), killed=frozenset())) == ["repeated"]
    assert said(evidence(attempts=[{**ROW, **LOST}])) == ["unannounced"]
    assert said(under_other_key) == ["doubled", "unannounced"]
    assert said(evolve(evidence(), unsigned=1)) == ["1 webhooks came without a valid signature"]


@pytest.mark.parametrize(
    ("witness", "broken"),
    [
        ([TAKEN, {**BEGUN, "attempt": 1}], ["too late"]),
        ([TAKEN, {**BEGUN, "attempt": 1, "purpose": "resolved"}], []),
        ([TAKEN, {**TAKEN, "status": "triggered"}, {**BEGUN, "attempt": 1}], []),
    ],
)
def test_attempts_after_an_acknowledgement_are_found(
    witness: list[dict[str, Any]], broken: list[str]
) -> None:
    """Only pages count, and only until the acknowledgement has ended."""
    assert said(evidence(witness=witness)) == broken


def test_a_stuck_incident_is_found() -> None:
    """Triggered, no step planned, the policy not at its end: nobody would ever be told again."""
    stuck = evidence()
    incidents = [{**stuck.state["incidents"][0], "exhausted": False}]

    assert said(evidence(incidents=incidents)) == ["stuck"]
