"""Large bodies share a bounded room; small ones never have to ask for it."""

import pytest

from hikeshi_server.inbound.http.ingest.room import FREE_BYTES, BodyRoom, TooManyBodiesError

LARGE = FREE_BYTES + 100


def test_bodies_beyond_the_room_are_refused():
    """What does not fit is refused, and fits once the other body is read."""
    room = BodyRoom(most=150)
    with room.held() as first:
        first.take(LARGE)
        with pytest.raises(TooManyBodiesError), room.held() as second:
            second.take(LARGE)

    with room.held() as again:
        again.take(LARGE)
    assert room.taken == 0


def test_small_bodies_need_no_room():
    """However full it is, the first part of every body is free, in one piece or in many."""
    room = BodyRoom(most=0)

    with room.held() as held:
        for _ in range(FREE_BYTES // 1024):
            held.take(1024)

    assert room.taken == 0
