"""The recount finds each broken promise, planted one by one in evidence that is in order."""

from dataclasses import replace as evolve
from typing import Any

import pytest

from tests.chaos.evidence import Arrival, Evidence
from tests.chaos.recount import broken_promises, counted

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


def several(*named: str, kind: str = "email", count: int = 3) -> Evidence:
    """Return three pages that went out together, in a message that shows these alerts."""
    found = evidence()
    ids = ("n1", "n2", "n3")
    incident = found.state["incidents"][0]
    state = {
        "alerts": [{"dedup_key": f"alert-{n}", "incident_id": f"i{n}"} for n in (1, 2, 3)],
        "incidents": [{**incident, "id": f"i{n}", "number": n} for n in (1, 2, 3)],
        "notifications": [
            {**PAGE, "id": each, "incident_id": f"i{each[1]}", "bundle_id": "n1"} for each in ids
        ],
        "attempts": [
            {**ROW, **RECORDED, "notification_id": each, "started_at": "12:00"} for each in ids
        ],
        "witness": [],
    }
    arrival = Arrival("n1", kind, named=frozenset(named), count=count)
    told = [{"dedup_key": f"alert-{n}", "status": 202} for n in (1, 2, 3)]
    return evolve(found, told=told, arrivals=[arrival], state=state)


ALL = ("alert-1", "alert-2", "alert-3")


def test_pages_that_one_message_named_have_arrived() -> None:
    """A mail names each; a phone shows the first and says how many; a call shows nothing."""
    assert said(several(*ALL)) == []
    assert counted(several(*ALL))["bundles"]["pages in them"] == 3
    assert said(several("alert-1", kind="sms")) == []
    unknown = several("alert-1", kind="voice")
    assert said(evolve(unknown, arrivals=[Arrival("n1", "voice")])) == []


def test_a_page_that_a_message_left_out_is_lost() -> None:
    """A mail that counts three and names two has lost one, and so has a text with a wrong count."""
    assert said(several("alert-1", "alert-2")) == ["lost", "silent"]
    assert "misspoken" in said(several("alert-1", kind="sms", count=2))
    assert "lost" in said(several("alert-1", kind="sms", count=2))
    assert "misspoken" in said(several("alert-1", "alert-2", "alert-9"))


def test_a_sev1_among_others_is_found() -> None:
    """The worst is never gathered."""
    found = several(*ALL)
    worst = [{**row, "severity": "sev1"} for row in found.state["incidents"]]

    assert set(said(evolve(found, state={**found.state, "incidents": worst}))) == {"hidden"}
