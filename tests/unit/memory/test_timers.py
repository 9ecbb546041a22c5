"""Which incident's plan comes due next."""

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hikeshi.incidents.model.timer import Timer, TimerKind
from hikeshi.memory.timers import PlannedTimers
from hikeshi.testing.builders import START, an_incident

INCIDENTS = [an_incident(number=number, timers=()) for number in range(1, 5)]
MOVES = st.lists(
    st.tuples(
        st.integers(0, 3), st.none() | st.integers(0, 9), st.sampled_from(TimerKind), st.booleans()
    ),
    max_size=30,
)


def by_looking_at_all(incidents, now, limit):
    """Return what the slow way finds."""
    due = sorted(
        (plan.due_at, incident.number, plan.kind, incident.id)
        for incident in incidents.values()
        if (plan := incident.due(now)) is not None
    )
    return [entry[3] for entry in due[:limit]]


@given(MOVES, st.integers(0, 9), st.integers(1, 4))
def test_the_answers_are_those_of_looking_at_all(moves, now, limit):
    """However plans move, and also after what was taken in has been taken back."""
    incidents = {}
    timers = PlannedTimers(incidents)
    at = START + timedelta(minutes=now)
    for place, minute, kind, lost in moves:
        plans = () if minute is None else (Timer(START + timedelta(minutes=minute), kind, 0),)
        incident = evolve(INCIDENTS[place], timers=plans)
        incidents[incident.id] = incident
        timers.plan(incident)
        timers.stale = timers.stale or lost

        assert timers.due(at, limit) == by_looking_at_all(incidents, at, limit)
        planned = [i.next_plan_at for i in incidents.values() if i.next_plan_at is not None]
        assert timers.first() == min(planned, default=None)
