"""Which notification comes due next."""

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hikeshi.memory.due_notifications import DueNotifications
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.testing.builders import START, a_notification

NOTIFICATIONS = [a_notification() for _ in range(4)]
#: Which, due or leased until when (nothing = over), whether being sent, whether all is taken back.
MOVES = st.lists(
    st.tuples(st.integers(0, 3), st.none() | st.integers(0, 9), st.booleans(), st.booleans()),
    max_size=30,
)


@given(MOVES, st.integers(0, 9))
def test_the_answers_are_those_of_looking_at_all(moves, minute):
    """However notifications move, and also after what was taken in has been taken back."""
    open_ones = {}
    due = DueNotifications(open_ones)
    now = START + timedelta(minutes=minute)
    for place, until, sending, lost in moves:
        moved = NOTIFICATIONS[place]
        if until is None:
            open_ones.pop(moved.id, None)
        else:
            at = START + timedelta(minutes=until)
            status = NotificationStatus.SENDING if sending else NotificationStatus.PENDING
            lease = at if sending else None
            moved = evolve(moved, status=status, due_at=START if sending else at, lease_until=lease)
            open_ones[moved.id] = moved
            due.plan(moved)
        due.stale = due.stale or lost

        begins = (n for n in open_ones.values() if n.claimable(now))
        assert due.due(now) == sorted(begins, key=lambda n: (n.due_at, n.id))
        times = [n.lease_until or n.due_at for n in open_ones.values()]
        assert due.first() == min(times, default=None)
