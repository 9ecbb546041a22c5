"""What of the journal is streamed, and under which names."""

import re

import pytest
from attrs import evolve

from hikeshi.alerts.events import AlertOpened, AlertResolved
from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.streaming import (
    STREAMED,
    StreamFilters,
    as_builtins,
    streamed,
    streamed_name,
)
from hikeshi.incidents.events import IncidentAcknowledged, PersonPaged
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import AuditEntryId, DrillId, IncidentId, ServiceId, TeamId
from hikeshi.notifications.events import NotificationSent, PersonUnreachable
from hikeshi.oncall.events import OverrideAdded
from hikeshi.testing.builders import START, an_incident, new_id

INCIDENT = an_incident(service_id=ServiceId(new_id()), team_id=TeamId(new_id()), version=3)


def an_entry(kind="incident.acknowledged", incident=INCIDENT.id, position=7):
    """Return a sealed entry about an incident."""
    return AuditEntry(
        id=AuditEntryId(new_id()),
        at=START,
        by=Actor(ActorKind.USER, new_id()),
        type=kind,
        object_id=incident,
        facts={"incident_id": str(incident), "title": "Secret"},
        position=position,
    )


def fact(**changes):
    """Return one streamed fact about the incident."""
    (found,) = streamed([an_entry(**changes)], {INCIDENT.id: INCIDENT})
    return found


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (IncidentAcknowledged, "incident.acknowledged"),
        (PersonPaged, "incident.person_paged"),
        (AlertOpened, "alert.opened"),
        (AlertResolved, "alert.resolved"),
        (NotificationSent, "notification.sent"),
        (PersonUnreachable, "notification.person_unreachable"),
        (OverrideAdded, None),
    ],
)
def test_every_fact_is_named_by_its_family(kind, name):
    """A fact about an incident, an alert or a notification begins with that word; no other is."""
    assert streamed_name(kind) == name


def test_no_two_facts_share_a_name():
    """Names on the stream tell facts apart, and are families with one word behind the dot."""
    names = list(STREAMED.values())

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"(incident|alert|notification)\.[a-z_]+", name) for name in names)


def test_a_fact_carries_ids_version_and_position_and_no_texts():
    """Whoever follows gets what to read anew, and nothing they might not be allowed to see."""
    shown = as_builtins(fact())

    assert (shown["incident_id"], shown["version"], shown["position"]) == (str(INCIDENT.id), 3, 7)
    assert "Secret" not in str(shown)


def test_facts_about_a_drill_say_so():
    """Nobody who follows takes the harmless page of a drill for an incident; filters tell them."""
    drill = evolve(INCIDENT, drill_id=DrillId(new_id()))
    (found,) = streamed([an_entry()], {INCIDENT.id: drill})

    assert (as_builtins(found)["drill"], as_builtins(fact())["drill"]) == (True, False)
    assert StreamFilters(drill=True).passes(found)
    assert not StreamFilters(drill=False).passes(found)


def test_what_is_no_fact_of_a_family_is_left_out():
    """Entries about the configuration or signing in are not streamed."""
    entries = [an_entry("signed.in"), an_entry(position=8), an_entry("override.added")]

    assert [found.position for found in streamed(entries, {})] == [8]


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (StreamFilters(), True),
        (StreamFilters(type=("incident.*",)), True),
        (StreamFilters(type=("alert.*", "incident.acknowledged")), True),
        (StreamFilters(type=("incident.resolved",)), False),
        (StreamFilters(incident_id=INCIDENT.id), True),
        (StreamFilters(incident_id=IncidentId(new_id())), False),
        (StreamFilters(service_id=INCIDENT.service_id), True),
        (StreamFilters(service_id=ServiceId(new_id())), False),
        (StreamFilters(team_id=INCIDENT.team_id), True),
        (StreamFilters(team_id=TeamId(new_id())), False),
        (StreamFilters(type=("incident.*",), team_id=TeamId(new_id())), False),
        (StreamFilters(drill=False), True),
        (StreamFilters(drill=True), False),
    ],
)
def test_filters_hold_together(filters, passes):
    """A fact passes when every filter that is given lets it."""
    assert filters.passes(fact()) is passes


def test_a_fact_whose_incident_is_gone_passes_no_filter_on_it():
    """What is not known of an incident is not taken for granted."""
    orphan = evolve(fact(), incident=None)

    assert not StreamFilters(service_id=INCIDENT.service_id).passes(orphan)
    assert not StreamFilters(drill=False).passes(orphan)
    assert as_builtins(orphan)["drill"] is None
    assert StreamFilters().passes(orphan)


@pytest.mark.parametrize("name", ["incident", "incidents.*", "incident.exploded", "*", ""])
def test_an_unknown_type_is_named(name):
    """Asking for a type there is not is refused: it would be silence for ever."""
    with pytest.raises(InvalidError) as refused:
        StreamFilters(type=(name,)).check()

    assert refused.value.faults[0].pointer == "/type"
