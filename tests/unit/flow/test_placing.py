"""Where new alerts belong: the service, its severity, and an open incident or a new one."""

from datetime import timedelta

import pytest
from attrs import evolve

from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.flow.directory import Directory
from hikeshi.flow.placing import DirectoryPlacing
from hikeshi.incidents.ports import OpenGroup
from hikeshi.kernel.ids import IncidentId, IntegrationId
from hikeshi.kernel.severity import Severity
from hikeshi.testing.builders import (
    START,
    a_grouping,
    a_route,
    a_service,
    an_integration,
    new_id,
)

ONE, OTHER = a_service(), a_service()
OWN = an_integration(name="own", service_id=ONE.id)
FREE = an_integration(name="free", service_id=None)
STRANGER = IntegrationId(new_id())
BY_CLUSTER = a_grouping(service_id=ONE.id)


def a_placing(**fields):
    """What places a batch: all that has no service of its own goes to the other one."""
    directory = Directory(
        services={each.id: each for each in (ONE, OTHER)},
        integrations={each.id: each for each in (OWN, FREE)},
        routes=(a_route(service_id=OTHER.id, severity=Severity.SEV4),),
        groupings={ONE.id: BY_CLUSTER},
    )
    return DirectoryPlacing(directory, START, new_id, **fields)


def a_signal(integration=OWN.id, key="k", **labels):
    """A trigger."""
    return Signal(
        integration_id=integration,
        action=SignalAction.TRIGGER,
        dedup_key=key,
        title="Disk is full",
        labels=labels,
    )


@pytest.mark.parametrize(
    ("integration", "service", "severity"),
    [
        (OWN.id, ONE.id, Severity.SEV2),
        (FREE.id, OTHER.id, Severity.SEV4),
        (STRANGER, OTHER.id, Severity.SEV4),
    ],
)
def test_a_service_of_its_own_goes_before_the_routes(integration, service, severity):
    """Whoever has none, or is gone meanwhile, goes where the routes lead, as bad as they say."""
    alert = a_placing().place(a_signal(integration)).alert

    assert (alert.service_id, alert.severity) == (service, severity)


def test_a_group_of_one_batch_is_one_new_incident():
    """None of its alerts joins what was there before; another group is another incident."""
    placing = a_placing()
    first, second, other = (
        placing.place(a_signal(key=key, cluster=cluster))
        for key, cluster in (("a", "eu"), ("b", "eu"), ("c", "us"))
    )

    assert first.alert.incident_id == second.alert.incident_id != other.alert.incident_id
    assert [each.joins for each in (first, second, other)] == [False, False, False]
    assert first.group_key == second.group_key != other.group_key


def test_an_open_incident_takes_in_more_until_its_window_is_over():
    """The instant at which the window ends is outside."""
    incident, signal = IncidentId(new_id()), a_signal(cluster="eu")
    group = a_placing().group(signal)

    def joins(age):
        known = OpenGroup(incident_id=incident, created_at=START - age)
        found = a_placing(open_groups={group: known}).place(signal)
        return found.joins, found.alert.incident_id == incident

    assert joins(BY_CLUSTER.window - timedelta.resolution) == (True, True)
    assert joins(BY_CLUSTER.window) == (False, False)


def test_a_service_that_does_not_group_begins_an_incident_for_each():
    """And its alerts have no group."""
    placing = a_placing()
    placed = [placing.place(a_signal(FREE.id, key)) for key in ("a", "b")]

    assert len({each.alert.incident_id for each in placed}) == 2
    assert [(each.joins, each.group_key) for each in placed] == [(False, None)] * 2
    assert placing.group_of(evolve(placed[0].alert, service_id=None)) is None
