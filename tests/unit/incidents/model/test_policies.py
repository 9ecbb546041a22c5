"""What a policy may be: the limits themselves are allowed, one step beyond is refused."""

from datetime import timedelta

import pytest
from tests.unit.incidents.model.cases import ANA, a_policy, target

from hikeshi.incidents.model.escalation_policy import RepeatedPage, Step
from hikeshi.incidents.model.policy_draft import MOST_STEPS, PolicyDraft
from hikeshi.kernel.errors import InvalidError

SECOND = timedelta(seconds=1)
STEP = Step((target(ANA),), SECOND)


def a_draft(**fields):
    """What somebody says about a policy."""
    return PolicyDraft(**{"key": "night", "name": "Night", "steps": (STEP,), **fields})


def every(seconds):
    """Ana, again and again."""
    return RepeatedPage((target(ANA),), seconds * SECOND)


def refused_at(build):
    """Where the faults of a construction lie."""
    with pytest.raises(InvalidError) as refused:
        build()
    return [fault.pointer for fault in refused.value.faults]


def test_the_limits_themselves_are_allowed():
    """A step of one second, a hundred steps, a page every ten seconds."""
    assert a_policy(exhausted=every(10)).exhausted == every(10)
    assert len(a_draft(steps=(STEP,) * MOST_STEPS).steps) == MOST_STEPS
    assert a_policy((ANA,)).edited(steps=(STEP,)).steps == (STEP,)
    assert a_draft(name="n" * 255).name == "n" * 255


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"key": "Night"}, "/key"),
        ({"key": "me"}, "/key"),
        ({"key": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}, "/key"),
        ({"name": "  "}, "/name"),
        ({"name": "n" * 256}, "/name"),
        ({"steps": (STEP,) * (MOST_STEPS + 1)}, "/steps"),
    ],
)
def test_a_draft_beyond_them_is_refused_at_its_place(fields, pointer):
    """Keys that stand for something else, a name of nothing, more steps than anybody waits for."""
    assert refused_at(lambda: a_draft(**fields)) == [pointer]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"steps": (STEP, Step((), SECOND - timedelta.resolution))}, "/steps/1/delay_seconds"),
        ({"repeat": 101}, "/repeat"),
        ({"repeat": -1}, "/repeat"),
        ({"exhausted": every(9)}, "/exhausted/every_seconds"),
    ],
)
def test_a_policy_beyond_them_is_refused_at_its_place(fields, pointer):
    """Nothing that would page people without end or without pause."""
    assert refused_at(lambda: a_policy((ANA,)).edited(**fields)) == [pointer]
