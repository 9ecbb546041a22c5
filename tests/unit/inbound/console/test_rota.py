"""Who is on call now, until when, and who comes next."""

from datetime import UTC, datetime, timedelta

from attrs import evolve

from hikeshi.oncall import Layer, Override, Rotation, RotationType
from hikeshi.testing.builders import a_schedule, a_user
from hikeshi_server.inbound.console.rota import Rota

ANA, BEN = a_user().id, a_user().id
NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)


def schedule(*turns, kind=RotationType.WEEKLY, length=1, **fields):
    """Turns that begin on Monday, 5 January 2026, 09:00 UTC."""
    layer = Layer(
        name="week",
        users=turns or ((ANA,), (BEN,)),
        rotation=Rotation(kind, length),
        start=datetime(2026, 1, 5, 9),  # noqa: DTZ001 - a layer begins on its local clock
    )
    return a_schedule(time_zone="UTC", layers=(layer,), **fields)


def test_the_next_hand_off_is_found():
    """However near or far within two weeks it is; between turns of one person there is none."""
    for kind, length, until in (
        (RotationType.HOURLY, 1, NOW + timedelta(hours=1)),
        (RotationType.DAILY, 1, datetime(2026, 1, 8, 9, tzinfo=UTC)),
        (RotationType.WEEKLY, 1, datetime(2026, 1, 12, 9, tzinfo=UTC)),
        (RotationType.WEEKLY, 2, datetime(2026, 1, 19, 9, tzinfo=UTC)),
        (RotationType.WEEKLY, 3, None),
    ):
        assert Rota().duty(schedule(kind=kind, length=length), NOW).until == until
    assert Rota().duty(schedule((ANA,)), NOW).until is None


def test_a_hand_off_at_the_edge_of_what_was_looked_at_is_not_missed():
    """The windows of the search touch, and the instant between them counts."""
    for days in (1, 7):
        at = datetime(2026, 1, 12, 9, tzinfo=UTC) - timedelta(days=days)
        assert Rota().duty(schedule(), at).until == at + timedelta(days=days)


def test_answers_change_with_the_hand_off():
    """At the instant itself the incoming person has it."""
    rota, found = Rota(), schedule()
    hand_off = datetime(2026, 1, 12, 9, tzinfo=UTC)

    before = rota.duty(found, hand_off - timedelta(microseconds=1))
    after = rota.duty(found, hand_off)
    back = rota.duty(found, NOW)

    assert (before.people, before.then, after.people) == ((ANA,), (BEN,), (BEN,))
    assert back.people == (ANA,)


def test_an_edit_is_seen_at_once():
    """An answer is believed for the very schedule it was given for, and no other."""
    rota, found = Rota(), schedule()
    rota.duty(found, NOW)
    override = Override(NOW, NOW + timedelta(hours=1), BEN)

    assert rota.duty(found.add_override(override, NOW), NOW).people == (BEN,)


def test_schedules_stand_by_name():
    """As people look for them."""
    one, two = schedule(name="Zebra"), evolve(schedule(name="Ape"))

    assert [duty.schedule.name for duty in Rota().duties([one, two], NOW)] == ["Ape", "Zebra"]
