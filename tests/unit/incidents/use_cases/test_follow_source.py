"""Following what sources say; the stories about sources are in tests/flow/test_sources.py."""

import pytest
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.use_cases.follow_source import FollowSource
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.severity import Severity


def sender(desk: Desk) -> Actor:
    """Return the sender of the service."""
    return Actor(ActorKind.INTEGRATION, next(iter(desk.player.names.senders.values())))


def test_several_senders_acknowledge_in_one_work():
    """Each incident is acknowledged on behalf of its own sender."""
    desk = Desk()
    desk.alert("second")
    ids = [i.id for i in desk.incidents]
    senders = {ids[0]: sender(desk), ids[1]: Actor(ActorKind.INTEGRATION, desk.world.ids())}

    desk.world.do(lambda work: FollowSource().acknowledge(work, senders))

    taken = [e for e in desk.timeline if e.kind == "incident.acknowledged"]
    assert {e.incident_id: e.by for e in taken} == senders
    assert all(i.acknowledged_by is None for i in desk.incidents)


@pytest.mark.parametrize("severity", [Severity.SEV1, Severity.SEV3])
def test_severities_only_rise(severity):
    """A source that now says better, or the same, changes nothing."""
    desk = Desk()
    before = desk.incident
    desk.world.do(lambda work: FollowSource().raise_severities(work, {before.id: severity}))
    assert desk.incident == before


def test_what_is_over_is_left_alone():
    """No source changes an incident that is resolved."""
    desk = Desk()
    desk.acts("ana", "resolve")
    before, entries = desk.incident, len(desk.timeline)

    async def say_everything(work) -> None:
        await FollowSource().resolve(work, [before.id])
        await FollowSource().acknowledge(work, {before.id: sender(desk)})
        await FollowSource().note_triggers(work, {before.id: 3})

    desk.world.do(say_everything)
    assert desk.incident == before
    assert len(desk.timeline) == entries


def test_triggers_of_acknowledged_incidents_are_noted_with_their_count():
    """The timeline says how often the source fired while somebody had it."""
    desk = Desk()
    desk.acknowledge("ana")
    desk.world.do(lambda work: FollowSource().note_triggers(work, {desk.incident.id: 3}))
    assert desk.timeline[-1].facts == {"count": 3}
