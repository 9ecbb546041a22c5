"""Which messages that are no pages a person wants."""

from datetime import timedelta

import pytest

from hikeshi.kernel.conversion import json_converter, structure
from hikeshi.kernel.errors import InvalidError
from hikeshi.teams.model.notice_wishes import NoticeWishes

WIRE = json_converter()


def test_by_default_people_are_reminded_a_day_before():
    """And told of hand-offs, and of incidents that others have."""
    assert WIRE.unstructure(NoticeWishes()) == {
        "shift_reminders_seconds": [86_400],
        "hand_offs": True,
        "taken": True,
    }


def test_the_longest_lead_comes_first():
    """However they were given; none at all turns reminders off."""
    found = structure(WIRE, {"shift_reminders_seconds": [60, 3600]}, NoticeWishes)

    assert found.shift_reminders == (timedelta(hours=1), timedelta(minutes=1))
    assert structure(WIRE, {"shift_reminders_seconds": []}, NoticeWishes).shift_reminders == ()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([1], "takes times of 1 minute to 14 days, in seconds"),
        ([15 * 86_400], "takes times of 1 minute to 14 days, in seconds"),
        ([3600, 3600], "holds the same time twice"),
        ([60, 120, 180, 240, 300, 360], "takes at most 5 times"),
    ],
)
def test_what_makes_no_sense_is_refused(given, why):
    """By the name the field has on the wire."""
    with pytest.raises(InvalidError) as caught:
        structure(WIRE, {"shift_reminders_seconds": given}, NoticeWishes)

    assert [(f.pointer, f.detail) for f in caught.value.faults] == [
        ("/shift_reminders_seconds", why)
    ]


def test_a_lead_that_is_no_number_is_named_by_its_place():
    """The pointer is that of the wire."""
    with pytest.raises(InvalidError) as caught:
        structure(WIRE, {"shift_reminders_seconds": [60, "soon"]}, NoticeWishes)

    assert caught.value.faults[0].pointer == "/shift_reminders_seconds/1"
