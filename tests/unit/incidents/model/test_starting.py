"""Giving an incident to a policy."""

from uuid import UUID

import pytest
from tests.unit.incidents.model.cases import (
    ANA,
    BEN,
    POLICY,
    a_moment,
    a_policy,
    an_incident,
    following,
)

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.model.starting import reassign_to_policy
from hikeshi.kernel.ids import EscalationPolicyId


def test_what_is_over_is_given_to_no_policy():
    """A resolved incident refuses to be reassigned."""
    incident = an_incident(status=IncidentStatus.RESOLVED)

    with pytest.raises(IllegalTransitionError, match="reassigned"):
        reassign_to_policy(incident, POLICY, following(a_policy((ANA,))), a_moment(by=BEN))


def test_a_policy_that_finds_nobody_leaves_it_with_nobody():
    """Whoever had it does not keep what was given away; and people's edits become stale."""
    roster = following(a_policy((ANA,)), gone=frozenset({ANA}))
    incident = an_incident(assignee_ids=(BEN,))

    given = reassign_to_policy(incident, POLICY, roster, a_moment(by=BEN)).incident

    assert given.assignee_ids == ()
    assert given.version == incident.version + 1


def test_the_policy_it_was_given_to_is_its_policy_from_then_on():
    """Whoever asks what pages it is told of that one, and no more of the service's own."""
    other = EscalationPolicyId(UUID(int=51))

    given = reassign_to_policy(
        an_incident(), other, following(a_policy((ANA,))), a_moment(by=BEN)
    ).incident

    assert given.escalation_policy_id == given.escalation.policy_id == other
