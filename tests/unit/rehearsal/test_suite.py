"""Playing suites."""

from typing import Any

import pytest
from tests.flow.story import a_configuration, a_person, a_step

from hikeshi.kernel.errors import InvalidError
from hikeshi.rehearsal import run


def a_scenario(*events: dict, **facts: Any) -> dict:
    """Return a scenario of one hour."""
    start = {"name": "s", "start": "2026-01-05T03:10:00Z", "until_seconds": 3600}
    return {**start, "events": list(events), **facts}


def play(*scenarios: dict, configuration: Any = None, load=lambda path: None):
    """Play scenarios over one configuration."""
    shared = configuration or a_configuration(a_step("ana"), a_step("ben"))
    return run({"version": 1, "configuration": shared, "scenarios": list(scenarios)}, load=load)


def an_event(after: int, kind: str, **facts: Any) -> dict:
    """Return an event about the key `k` of the service."""
    return {"after_seconds": after, "kind": kind, "service": "api", "dedup_key": "k", **facts}


TRIGGER = an_event(0, "trigger", severity="sev1")


def test_scenarios_know_nothing_of_each_other():
    """The same scenario shows the same thing however often it is played before."""
    first, second = play(a_scenario(TRIGGER), a_scenario(TRIGGER)).scenarios
    assert first == second
    assert [row["incident"] for row in first.pages] == [1, 1]


def test_at_one_instant_inputs_come_before_timers():
    """An acknowledgement at the instant of the next step comes first."""
    (report,) = play(a_scenario(TRIGGER, an_event(300, "acknowledge", by="ana"))).scenarios
    assert [row["user"] for row in report.pages] == ["ana"]


def test_the_last_instant_is_played():
    """What is due at the end happens."""
    (report,) = play(a_scenario(TRIGGER, until_seconds=300)).scenarios
    assert [row["user"] for row in report.pages] == ["ana", "ben"]


def test_what_may_not_be_done_is_noted_and_the_scenario_goes_on():
    """A refusal by the rules, or for want of a permission, is a line of the log."""
    observer = {**a_person("eve"), "role": "observer"}
    configuration = a_configuration(a_step("ana"), people=["ana", "dee", observer])
    events = [
        TRIGGER,
        an_event(1, "acknowledge", by="eve"),
        an_event(2, "escalate", by="ana", step=7),
        an_event(3, "acknowledge", by="ana"),
    ]
    (report,) = play(a_scenario(*events), configuration=configuration).scenarios
    refused = [line for line in report.log if "refused" in line]
    assert len(refused) == 2
    assert report.incidents == ({"incident": 1, "status": "acknowledged"},)


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (an_event(0, "acknowledge", by="nobody"), "/scenarios/0/events/1/by"),
        (an_event(0, "snooze", by="ana"), "/scenarios/0/events/1/for_seconds"),
        (an_event(0, "reassign", by="ana", to="ana"), "/scenarios/0/events/1/to"),
        (an_event(0, "explode"), "/scenarios/0/events/1/kind"),
        ({"after_seconds": 0, "kind": "worker_down"}, "/scenarios/0/events/1/until_seconds"),
    ],
)
def test_a_wrong_event_is_named_by_its_pointer(event, pointer):
    """A suite that cannot be played says where it is wrong."""
    with pytest.raises(InvalidError) as refused:
        play(a_scenario(TRIGGER, event))
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_a_path_is_read_once():
    """A configuration named by its path is loaded once for all scenarios."""
    asked = []

    def load(path: str) -> Any:
        asked.append(path)
        return a_configuration(a_step("ana"))

    report = play(a_scenario(TRIGGER), a_scenario(TRIGGER), configuration="c.yaml", load=load)
    assert [len(s.pages) for s in report.scenarios] == [1, 1]
    assert asked == ["c.yaml"]
