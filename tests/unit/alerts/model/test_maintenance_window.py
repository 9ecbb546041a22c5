"""Maintenance windows: when they hold, and that their past stays as it was."""

from datetime import timedelta

import pytest
from attrs import evolve

from hikeshi.alerts.errors import SuppressionOverError
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ServiceId
from hikeshi.testing.builders import START, a_maintenance_window, new_id

MINUTE = timedelta(minutes=1)
END = START + timedelta(hours=1)


def test_without_an_end_it_holds_on():
    """An open window holds until somebody ends it."""
    window = a_maintenance_window(ends_at=None)

    assert window.is_active(START + timedelta(days=9_999))
    assert not window.end(END).is_active(END)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"service_ids": ()}, "/service_ids"),
        ({"reason": ""}, "/reason"),
        ({"ends_at": START - MINUTE}, "/ends_at"),
        ({"key": "Not A Key"}, "/key"),
    ],
)
def test_a_wrong_window_is_refused(changes, pointer):
    """The fault stands at the field."""
    with pytest.raises(InvalidError) as refused:
        a_maintenance_window(**changes)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_services_may_come_and_go_while_it_holds():
    """Work that spreads takes in further services from now on."""
    window = a_maintenance_window()
    wanted = evolve(window, service_ids=(*window.service_ids, ServiceId(new_id())))

    assert window.edited(wanted, START + MINUTE) == evolve(wanted, version=2)


def test_what_is_over_cannot_be_changed():
    """A window that is over is made anew, not stretched."""
    window = a_maintenance_window()
    with pytest.raises(SuppressionOverError):
        window.edited(evolve(window, ends_at=None), END)


def test_an_edit_that_changes_nothing_is_none():
    """The same values are the same window."""
    window = a_maintenance_window()

    assert window.edited(evolve(window, version=7), START) is window


def test_ending_it_again_changes_nothing():
    """What is over stays as it was."""
    window = a_maintenance_window()

    assert window.end(END) is window
