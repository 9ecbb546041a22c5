"""Who has an incident, and what is noted when somebody takes it."""

import pytest
from attrs import evolve
from tests.unit.incidents.model.cases import (
    ANA,
    BEN,
    CAI,
    MINUTE,
    NOW,
    a_moment,
    a_policy,
    an_incident,
    following,
)

from hikeshi.incidents.model.acknowledging import acknowledge, snooze
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.ids import EscalationPolicyId

ROSTER = following(a_policy((ANA, BEN)))
TAKEN = an_incident(
    Escalation(policy_id=EscalationPolicyId(ROSTER.policies[1].id), policy_version=1, step=1),
    status=IncidentStatus.ACKNOWLEDGED,
    acknowledged_at=NOW,
    acknowledged_by=ANA,
    responder_ids=(ANA, BEN),
)


def test_who_snoozes_a_triggered_incident_has_it():
    """It is theirs alone, and they owe no further answer."""
    incident = an_incident(assignee_ids=(BEN, CAI), paged_since_acknowledged=True)

    asleep = snooze(incident, NOW + MINUTE, a_moment(by=ANA)).incident

    assert asleep.assignee_ids == (ANA,)
    assert not asleep.paged_since_acknowledged


def test_a_snooze_by_nobody_takes_it_from_nobody():
    """Where a program snoozes, those who have it keep it."""
    incident = an_incident(assignee_ids=(BEN,))

    assert snooze(incident, NOW + MINUTE, a_moment()).incident.assignee_ids == (BEN,)


@pytest.mark.parametrize("person", [ANA, BEN])
def test_a_repeated_acknowledgement_is_not_noted(person):
    """Where the first one stopped everybody, there is nothing left to stop."""
    assert acknowledge(TAKEN, ROSTER, a_moment(by=person)).events == ()


def test_who_was_paged_again_answers_once():
    """The first answer after a page is noted and settles it, the next one is none."""
    paged = evolve(TAKEN, paged_since_acknowledged=True)

    answered = acknowledge(paged, ROSTER, a_moment(by=ANA))

    assert len(answered.events) == 1
    assert acknowledge(answered.incident, ROSTER, a_moment(by=ANA)).events == ()
