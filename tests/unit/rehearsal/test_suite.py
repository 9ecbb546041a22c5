"""Playing suites."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.flow.story import a_configuration, a_person, a_step

from hikeshi.kernel.errors import InvalidError
from hikeshi.rehearsal import FaultyConfigurationError, run
from hikeshi.rehearsal.suite import CHANNEL_NAMES


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
        an_event(3, "resolve", by="ana"),
        an_event(4, "escalate", by="ana"),
    ]
    (report,) = play(a_scenario(*events), configuration=configuration).scenarios
    refused = [line for line in report.log if "refused" in line]
    assert len(refused) == 3
    assert report.incidents == ({"incident": 1, "status": "resolved"},)


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (an_event(0, "acknowledge", by="nobody"), "/scenarios/0/events/1/by"),
        (an_event(0, "snooze", by="ana"), "/scenarios/0/events/1/for_seconds"),
        (an_event(0, "reassign", by="ana", to="ana"), "/scenarios/0/events/1/to"),
        (an_event(0, "explode"), "/scenarios/0/events/1/kind"),
        ({"after_seconds": 0, "kind": "worker_down"}, "/scenarios/0/events/1/until_seconds"),
        (an_event(-1, "resolve"), "/scenarios/0/events/1/after_seconds"),
        (an_event(0, "snooze", by="ana", for_seconds=10**18), "/scenarios/0/events/1/for_seconds"),
        (an_event(0, "reassign", by="ana", to="user:eve"), "/scenarios/0/events/1/to"),
        ({"after_seconds": 0, "kind": "acknowledge"}, "/scenarios/0/events/1/dedup_key"),
        (
            {"after_seconds": 0, "kind": "escalate"},
            "/scenarios/0/events/1/dedup_key",
        ),
        (an_event(0, "signal", payload={}), "/scenarios/0/events/1/integration"),
        (an_event(0, "signal", integration="monitoring"), "/scenarios/0/events/1/payload"),
        (
            an_event(0, "signal", integration="monitoring", payload={}, payload_file="a.json"),
            "/scenarios/0/events/1/payload",
        ),
        (
            an_event(0, "configuration", document={"version": 2}),
            "/scenarios/0/events/1/document/version",
        ),
    ],
)
def test_a_wrong_event_is_named_by_its_pointer(event, pointer):
    """A suite that cannot be played says where it is wrong."""
    sender = {"name": "monitoring", "kind": "generic", "service": "api"}
    configuration = {**a_configuration(a_step("ana")), "integrations": [sender]}
    with pytest.raises(InvalidError) as refused:
        play(a_scenario(TRIGGER, event), configuration=configuration)
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


@pytest.mark.parametrize(
    ("expect", "pointer"),
    [
        ({"pages": [{"person": "ana"}]}, "/scenarios/0/expect/pages/0/person"),
        ({"final_status": "done"}, "/scenarios/0/expect/final_status"),
        ({"final_statuses": {"1": "done"}}, "/scenarios/0/expect/final_statuses/1"),
        ({"final_statuses": ["resolved"]}, "/scenarios/0/expect/final_statuses"),
        ({"final_statuses": {"one": "resolved"}}, "/scenarios/0/expect/final_statuses/one"),
        ({"pages": [{"user": "ana"}, {"user": "zoe"}]}, "/scenarios/0/expect/pages/1/user"),
        ({"page": []}, "/scenarios/0/expect/page"),
    ],
)
def test_an_expectation_nothing_can_meet_is_a_fault(expect, pointer):
    """A misspelt expectation is a wrong suite, not a scenario that fails."""
    with pytest.raises(InvalidError) as refused:
        play(a_scenario(TRIGGER, expect=expect))
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


@pytest.mark.parametrize(
    ("until_seconds", "start", "pointer"),
    [
        (-1, "2026-01-05T03:10:00Z", "/scenarios/0/until_seconds"),
        (10**18, "2026-01-05T03:10:00Z", "/scenarios/0/until_seconds"),
        (1, "9999-12-31T23:59:59Z", "/scenarios/0/start"),
    ],
)
def test_a_scenario_ends_after_it_begins_and_within_the_calendar(until_seconds, start, pointer):
    """A scenario whose end no clock can show is refused with its place."""
    with pytest.raises(InvalidError) as refused:
        play(a_scenario(TRIGGER, until_seconds=until_seconds, start=start))
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_faults_of_an_inline_configuration_stand_below_its_place():
    """A fault names the place in the suite, for the suite's configuration and a scenario's own."""
    wrong = {"version": 1, "users": [{"key": "ana", "nam": "Ana"}]}
    with pytest.raises(InvalidError) as shared:
        play(a_scenario(TRIGGER), configuration=wrong)
    with pytest.raises(InvalidError) as own:
        play(a_scenario(TRIGGER), a_scenario(TRIGGER, configuration=wrong))
    assert [fault.pointer for fault in shared.value.faults] == ["/configuration/users/0/nam"]
    assert [f.pointer for f in own.value.faults] == ["/scenarios/1/configuration/users/0/nam"]


def test_faults_of_a_configuration_by_path_are_those_of_its_file():
    """A fault in another file keeps that file's pointers, and the error says which file."""
    wrong = {"version": 1, "users": [{"key": "ana", "nam": "Ana"}]}
    event = an_event(0, "configuration", document="next.yaml")
    with pytest.raises(FaultyConfigurationError) as refused:
        play(a_scenario(TRIGGER, event), load={"next.yaml": wrong}.__getitem__)
    assert refused.value.path == "next.yaml"
    assert [fault.pointer for fault in refused.value.faults] == ["/users/0/nam"]


@pytest.mark.parametrize("name", CHANNEL_NAMES)
def test_a_delivery_names_its_channel_in_several_ways(name):
    """The channel that has trouble may be named by any of the known fields."""
    trouble = an_event(0, "delivery", outcome="permanent", until_seconds=9, **{name: "sms"})
    (report,) = play(a_scenario(trouble, an_event(1, "trigger"))).scenarios
    assert [row["outcome"] for row in report.notifications][:1] == ["permanent"]


@pytest.mark.parametrize("strange", ["\x00", "\x1b[31m", "\ud800", "\ufffe"])
def test_results_are_xml_whatever_a_name_holds(strange):
    """What XML cannot hold is escaped visibly, in names and in what is told about a failure."""
    event = an_event(0, "trigger", title=f"t{strange}")
    scenario = a_scenario(event, name=f"n{strange}", expect={"pages": []})
    root = ET.fromstring(play(scenario).as_junit(f"s{strange}").encode())
    (case,) = root.iter("testcase")
    assert case.attrib["name"] == f"n\\u{ord(strange[0]):04x}{strange[1:]}"
    assert f"t\\u{ord(strange[0]):04x}" in (case[0].text or "")


def test_a_heading_with_nothing_below_it_says_nothing():
    """YAML reads such a heading as null: nothing happens and nothing is expected."""
    (report,) = play({**a_scenario(), "events": None, "expect": None}).scenarios
    assert report.passed
    assert report.pages == ()


def test_a_channel_nobody_has_is_a_fault():
    """A slip of the pen would otherwise let every message arrive."""
    trouble = {"after_seconds": 0, "kind": "delivery", "channel": "pigeon", "until_seconds": 9}
    with pytest.raises(InvalidError) as caught:
        play(a_scenario(trouble))

    assert [fault.pointer for fault in caught.value.faults] == ["/scenarios/0/events/0/channel"]


@pytest.mark.parametrize("field", ["after_seconds", "incident", "round", "step"])
def test_numbers_of_an_expected_page_are_numbers(field):
    """`"1"` is never equal to 1, and would read as if it were."""
    with pytest.raises(InvalidError) as caught:
        play(a_scenario(TRIGGER, expect={"pages": [{field: "1"}]}))

    assert caught.value.faults[0].pointer == f"/scenarios/0/expect/pages/0/{field}"


def test_a_suite_without_scenarios_is_refused():
    """Nothing would be compared, and nothing compared is no success."""
    with pytest.raises(InvalidError) as refused:
        play()
    assert [fault.pointer for fault in refused.value.faults] == ["/scenarios"]


@pytest.mark.parametrize(
    ("event", "configuration", "pointer"),
    [
        (TRIGGER, "gone.yaml", "/configuration"),
        (
            {**TRIGGER, "kind": "signal", "integration": "m", "payload_file": "gone.json"},
            None,
            "/scenarios/0/events/0/payload_file",
        ),
    ],
)
def test_a_file_that_is_not_there_is_named_where_the_suite_names_it(event, configuration, pointer):
    """The fault stands at the place that names the file, with what the path counts from."""

    def load(path: str) -> Any:
        raise FileNotFoundError(path)

    sender = {"name": "m", "kind": "generic", "service": "api"}
    own = {**a_configuration(a_step("ana")), "integrations": [sender]}
    with pytest.raises(InvalidError, match="folder of the suite") as refused:
        play(a_scenario(event), configuration=configuration or own, load=load)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
