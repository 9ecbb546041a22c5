"""Events as plain builtins."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from hikeshi.flow.facts import facts, type_name
from hikeshi.incidents.events import IncidentAcknowledged, IncidentSnoozed, PersonPaged
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.kernel.severity import Severity, Urgency

FRAME = {"id": UUID(int=1), "at": datetime(2026, 1, 5, tzinfo=UTC), "by": SYSTEM}
INCIDENT = IncidentId(UUID(int=2))


def test_a_kind_is_named_by_its_object_and_what_happened():
    """The first word is the object, the others the fact."""
    assert type_name(IncidentAcknowledged) == "incident.acknowledged"
    assert type_name(PersonPaged) == "person.paged"


def test_values_are_builtins_without_the_frame():
    """Identities, choices and instants become text; id, instant and actor stand elsewhere."""
    paged = PersonPaged(
        **FRAME,
        incident_id=INCIDENT,
        user_id=UserId(UUID(int=3)),
        step=1,
        round=2,
        via="user",
        urgency=Urgency.HIGH,
        severity=Severity.SEV1,
    )
    assert facts(paged, without=frozenset({"incident_id", "why", "supersedes"})) == {
        "user_id": "00000000-0000-0000-0000-000000000003",
        "step": 1,
        "round": 2,
        "via": "user",
        "urgency": "high",
        "severity": "sev1",
    }
    until = datetime(2026, 1, 6, tzinfo=UTC)
    snoozed = IncidentSnoozed(**FRAME, incident_id=INCIDENT, until=until)
    assert facts(snoozed)["until"] == "2026-01-06T00:00:00Z"


def test_what_is_no_builtin_is_a_defect():
    """An event cannot carry what the journal cannot hold."""
    odd = IncidentSnoozed(**FRAME, incident_id=INCIDENT, until=object())
    with pytest.raises(TypeError, match="object is no fact"):
        facts(odd)
