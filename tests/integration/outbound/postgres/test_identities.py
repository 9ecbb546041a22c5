"""Identities ascend within a process, whatever the clock does."""

from datetime import timedelta

from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START
from hikeshi_server.outbound.postgres.identities import RANDOM_BITS, MonotonicIds


def test_identities_ascend_when_time_stands_still() -> None:
    """Within one millisecond identities ascend and never repeat."""
    ids = MonotonicIds(FixedClock(START))

    found = [ids() for _ in range(10_000)]

    assert found == sorted(set(found))


def test_identities_ascend_when_the_clock_is_set_back() -> None:
    """A clock set back does not send identities back."""
    clock = FixedClock(START)
    ids = MonotonicIds(clock)
    first = ids()
    clock.advance(timedelta(hours=-1))

    assert ids() > first


def test_identities_begin_with_their_instant() -> None:
    """An identity is of version 7 and holds the milliseconds of the clock."""
    clock = FixedClock(START)
    ids = MonotonicIds(clock)
    ids()
    clock.advance(timedelta(milliseconds=5))
    found = ids()

    assert found.version == 7
    assert found.int >> 80 == int(clock.now().timestamp() * 1000)


def test_a_millisecond_that_is_full_runs_over_into_the_next() -> None:
    """When the random part is used up the next millisecond begins; order stays."""
    ids = MonotonicIds(FixedClock(START))
    first = ids()
    ids._last_bits = (1 << RANDOM_BITS) - 1

    assert ids() > first


def test_two_processes_do_not_meet() -> None:
    """Two sources with the same clock hand out different identities."""
    one, other = MonotonicIds(FixedClock(START)), MonotonicIds(FixedClock(START))

    assert {one() for _ in range(1000)}.isdisjoint({other() for _ in range(1000)})


def test_works_side_by_side_never_get_the_same_identity() -> None:
    """Identities of an earlier instant, asked for later, still come after all others."""
    clock = FixedClock(START)
    ids = MonotonicIds(clock)
    earlier = ids.at(clock.now())
    later = ids.at(clock.advance(timedelta(seconds=1)))

    found = [source() for source in (earlier, later, earlier, ids, earlier, later)]

    assert found == sorted(set(found))
    assert found[1].int >> 80 == int(clock.now().timestamp() * 1000)
