"""The core, rehearsing, against a model of escalation that shares no code with it."""

from hypothesis import given, settings
from tests.oracle.escalation_oracle import EscalationOracle
from tests.oracle.escalation_scenarios import descriptions
from tests.oracle.escalation_suites import as_suite

from hikeshi.rehearsal import run

#: The profile says how thorough a run is; escalation deserves a multiple of it.
EXAMPLES = 2 * settings.default.max_examples


def rehearsed(description):
    """Return pages, states and statuses as the core decides them."""
    (scenario,) = run(as_suite(description), load=lambda path: None).as_json()["scenarios"]
    names = ("after_seconds", "incident", "round", "step", "user")
    pages = [tuple(row[name] for name in names) for row in scenario["pages"]]
    names = ("after_seconds", "incident", "status")
    states = [tuple(row[name] for name in names) for row in scenario["states"]]
    return pages, states, [row["status"] for row in scenario["incidents"]]


@settings(max_examples=EXAMPLES)
@given(descriptions())
def test_the_core_pages_whom_the_model_pages(description):
    """Who is paged when, at which step and in which order, and what incidents become, agree."""
    pages, states, statuses = rehearsed(description)

    model = EscalationOracle(description).play()

    assert in_order(model.pages, description) == in_order(pages, description)
    assert in_order(model.states, description) == in_order(states, description)
    assert model.statuses == statuses


def in_order(rows, description):
    """Return the rows as they came; after a downtime the order between incidents is open.

    So it is among the alerts of one message: all that fires is taken before all that ends.

    A waiting step may have been looked at more often than the model does: that changes when it
    came due while nothing ran, and with it only who of several incidents comes first.
    """
    if any(event["kind"] in {"worker_down", "post"} for event in description["events"]):
        return sorted(rows, key=lambda row: row[:2])
    return rows
