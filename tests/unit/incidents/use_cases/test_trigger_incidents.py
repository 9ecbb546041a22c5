"""Incidents begin."""

from tests.unit.incidents.desk import Desk

from hikeshi.incidents.use_cases.trigger_incidents import IncidentDraft, TriggerIncidents
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.severity import Severity, Urgency


def begin(desk: Desk, *drafts: dict) -> list:
    """Begin incidents of the service."""
    service = desk.player.names.service("api").id
    made = [
        IncidentDraft(
            **{
                "id": IncidentId(desk.world.ids()),
                "title": "t",
                "by": SYSTEM,
                "severity": Severity.SEV3,
                "service_id": service,
                **draft,
            }
        )
        for draft in drafts
    ]
    return desk.world.do(lambda work: TriggerIncidents()(work, made))


def test_nothing_to_begin_uses_no_number():
    """Without drafts nothing happens."""
    desk = Desk()
    assert begin(desk) == ()
    assert [i.number for i in begin(desk, {})] == [2]


def test_numbers_follow_the_order_of_the_drafts():
    """Incidents that begin together are numbered in their order."""
    desk = Desk()
    assert [(i.number, i.title) for i in begin(desk, {"title": "b"}, {"title": "a"})] == [
        (2, "b"),
        (3, "a"),
    ]


def test_the_severity_brings_its_urgency_unless_one_is_given():
    """The two worst severities wake people up by default."""
    desk = Desk()
    found = begin(
        desk,
        {"severity": Severity.SEV2},
        {"severity": Severity.SEV3},
        {"severity": Severity.SEV3, "urgency": Urgency.HIGH},
    )
    assert [i.urgency.value for i in found] == ["high", "low", "high"]


def test_a_named_policy_comes_before_the_service_s():
    """A draft may name the policy to follow."""
    desk = Desk()
    begin(desk, {"escalation_policy_id": desk.player.names.policy("other").id})
    desk.expect_page("dee", step=1)


def test_the_policy_of_the_severity_comes_before_the_service_s():
    """A service may name another policy for a severity."""
    desk = Desk(service={"severity_policies": {"sev3": "other"}})
    begin(desk, {})
    desk.expect_page("dee", step=1)
