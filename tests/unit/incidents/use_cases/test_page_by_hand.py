"""A person pages a person, a team or the owners of a service."""

import pytest
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.errors import NobodyToPageError
from hikeshi.incidents.use_cases.page_by_hand import PageByHand, PageRequested
from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.kernel.ids import TeamId
from hikeshi.kernel.severity import Severity, Urgency


def test_a_person_is_paged_without_a_step():
    """Who is paged by hand is paged directly."""
    desk = Desk()
    cai = desk.player.names.user("cai").id
    desk.do(PageByHand(), PageRequested(title="please look", user=cai), team_id=None)
    desk.expect_page("cai", step=None, incident=2)


def test_a_team_is_paged_through_its_policy():
    """Of several policies of the team the first by key is used."""
    team = {"key": "sre", "name": "SRE", "members": []}
    policies = [
        {
            "key": key,
            "team": "sre",
            "steps": [{"delay_seconds": 60, "targets": [{"kind": "user", "key": who}]}],
        }
        for key, who in (("default", "ana"), ("b", "ben"), ("other", "dee"))
    ]
    desk = Desk(teams=[team], escalation_policies=policies)
    (team_id,) = desk.world.store.teams.rows
    page = PageRequested(title="t", team=team_id, urgency=Urgency.LOW)

    incident = desk.do(PageByHand(), page, team_id=team_id)

    assert incident.urgency is Urgency.LOW
    desk.expect_page("ben", step=1)


def test_somebody_who_left_or_a_team_without_policy_cannot_be_paged():
    """A page that would reach nobody is refused."""
    desk = Desk()
    desk.deactivate("cai")
    cai, nobody = desk.player.names.user("cai").id, TeamId(desk.world.ids())
    for target in ({"user": cai}, {"team": nobody}):
        with pytest.raises(NobodyToPageError):
            desk.do(PageByHand(), PageRequested(title="t", **target), team_id=None)


@pytest.mark.parametrize(
    ("urgency", "severity"), [(Urgency.HIGH, Severity.SEV2), (Urgency.LOW, Severity.SEV4)]
)
def test_how_urgent_it_is_says_how_bad_it_is(urgency, severity):
    """Who pages by hand says only whether it can wait; the severity follows."""
    desk = Desk()
    cai = desk.player.names.user("cai").id

    incident = desk.do(
        PageByHand(), PageRequested(title="t", user=cai, urgency=urgency), team_id=None
    )

    assert (incident.urgency, incident.severity) == (urgency, severity)


def test_exactly_one_target_is_named():
    """Neither nobody nor two at once can be paged."""
    desk = Desk()
    cai, service = desk.player.names.user("cai").id, desk.player.names.service("api").id
    for targets in ({}, {"user": cai, "service": service}):
        with pytest.raises(NobodyToPageError):
            PageRequested(title="t", **targets)
    with pytest.raises(InvalidError):
        PageRequested(title=" ", user=cai)


def test_who_may_only_read_may_not():
    """Paging needs the permission to respond."""
    desk = Desk()
    page = PageRequested(title="t", service=desk.player.names.service("api").id)
    with pytest.raises(ForbiddenError):
        desk.do(PageByHand(), page, team_id=None, by=desk.person(role=Role.OBSERVER))
