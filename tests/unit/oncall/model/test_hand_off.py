"""When a schedule changes hands next."""

from tests.unit.oncall.builders import A, B, C, a_layer, a_rotation, a_schedule, span, utc

from hikeshi.oncall import Override, OverrideMode
from hikeshi.oncall.model.hand_off import HandOff, hand_offs, next_hand_off

NOW = utc("2026-01-06T00:00")


def test_the_next_turn():
    """The hand-off instant belongs to whoever comes; asked at that instant, it is over."""
    schedule = a_schedule(a_layer(A, B))
    first = next_hand_off(schedule, NOW)

    assert first == HandOff(at=utc("2026-01-12T09:00"), outgoing=(A,), incoming=(B,))
    assert next_hand_off(schedule, first.at).at == utc("2026-01-19T09:00")


def test_only_who_changes_is_named():
    """Somebody beside whoever stays comes and goes alone; a turn of the same person is none."""
    beside = Override(utc("2026-01-07T00:00"), utc("2026-01-08T00:00"), C, OverrideMode.ADDITIONAL)
    schedule = a_schedule(a_layer((A, B), (B, A)), overrides=(beside,))

    assert next_hand_off(schedule, NOW) == HandOff(at=beside.start, outgoing=(), incoming=(C,))
    assert next_hand_off(schedule, beside.end) is None


def test_a_gap_is_handed_over_to_nobody():
    """The end of the last layer is a hand-off, and so is a turn months away."""
    ending = a_schedule(a_layer(A, end="2026-01-20T00:00"))
    monthly = a_schedule(a_layer(A, B, rotation=a_rotation("monthly", length=6)))

    assert next_hand_off(ending, NOW) == HandOff(
        at=utc("2026-01-20T00:00"), outgoing=(A,), incoming=()
    )
    assert next_hand_off(monthly, NOW).at == utc("2026-07-05T09:00")


def test_all_hand_offs_of_a_span():
    """Strictly inside it; a turn of the same person is none."""
    schedule = a_schedule(a_layer(A, A, B))
    found = hand_offs(schedule, span("2026-01-06T00:00", "2026-01-26T09:00"))

    assert [(h.at, h.outgoing, h.incoming) for h in found] == [
        (utc("2026-01-19T09:00"), (A,), (B,))
    ]
    assert hand_offs(schedule, span("2026-01-19T09:00", "2026-01-26T09:00")) == ()
