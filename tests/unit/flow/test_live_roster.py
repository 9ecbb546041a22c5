"""What an escalation looks up."""

from attrs import evolve
from tests.unit.oncall.builders import A, B, a_layer, a_rotation, a_schedule, utc

from hikeshi.flow.directory import Directory
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.testing.builders import a_policy, a_user

ROTA = a_schedule(
    a_layer(A, None, B, start="2026-01-05T00:00", rotation=a_rotation("daily"), end="2026-01-08")
)
TARGETS = (Target(TargetKind.USER, A), Target(TargetKind.SCHEDULE, ROTA.id))


def a_roster(*gone, pinned=None):
    """A roster of one schedule; whoever is named has left."""
    people = [a_user(id=user, active=user not in gone) for user in (A, B)]
    directory = Directory(users={u.id: u for u in people}, schedules={ROTA.id: ROTA})
    return LiveRoster(directory, pinned or {})


def test_when_somebody_comes_on_call_next():
    """The next shift that begins; who is on call already, or has left, does not count."""
    roster = a_roster()

    assert roster.covered_at(TARGETS, utc("2026-01-04")) == utc("2026-01-05")
    assert roster.covered_at(TARGETS, utc("2026-01-05")) == utc("2026-01-07")
    assert roster.covered_at(TARGETS, utc("2026-01-06T12:00")) == utc("2026-01-07")
    assert roster.covered_at(TARGETS, utc("2026-01-07")) is None
    assert roster.covered_at(TARGETS[:1], utc("2026-01-04")) is None
    assert a_roster(B).covered_at(TARGETS, utc("2026-01-05")) is None


def test_which_version_of_a_policy_runs():
    """The pinned one; where it is the newest, or nobody knows it any more, the newest."""
    old = a_policy(repeat=1)
    new = evolve(old, version=2, repeat=2)
    roster = a_roster(pinned={(old.id, 1): old})
    known = LiveRoster(Directory(policies={new.id: new}), roster.pinned)

    assert [known.policy(new.id, version) for version in (1, 2, 3, None)] == [old, new, new, new]
    assert roster.policy(new.id) is None
