"""Editing what an incident says."""

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.use_cases.edit_incident import EditIncident
from hikeshi.kernel.errors import InvalidError


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(EditIncident(), title="x")


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(EditIncident(), title="x")


def test_what_is_given_changes_and_the_rest_stays():
    """An edit raises the version and names the fields."""
    desk = Desk()
    before = desk.incident

    edited = desk.run(EditIncident(), title="disk full", labels={"a": "b"})

    assert (edited.title, edited.labels, edited.version) == ("disk full", {"a": "b"}, 2)
    assert edited.description == before.description
    assert desk.timeline[-1].facts == {"fields": ["title", "labels"]}


def test_no_change_is_no_edit():
    """Giving what is there already leaves the version alone."""
    desk = Desk()
    before = desk.incident

    assert desk.run(EditIncident(), title=before.title) == before


@pytest.mark.parametrize("title", ["", " ", "x" * 1025])
def test_a_title_is_neither_empty_nor_endless(title):
    """Between one and 1,024 characters are taken."""
    with pytest.raises(InvalidError):
        Desk().run(EditIncident(), title=title)
